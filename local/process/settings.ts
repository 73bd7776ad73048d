/** A setting is missing or wrong: the message alone says what to do, no stack needed. */
export class SettingError extends Error {
  override readonly name = "SettingError";
}

/** The value of a variable that has no default. Throws {@link SettingError} when it is unset or empty. */
export function requiredSetting(env: NodeJS.ProcessEnv, name: string): string {
  const value = env[name];
  if (value === undefined || value === "") throw new SettingError(`${name} is not set`);
  return value;
}

/** `PORT`; 0, or unset, takes a free one. Throws {@link SettingError} for anything that is no port number. */
export function portSetting(env: NodeJS.ProcessEnv): number {
  const port = Number(env["PORT"] ?? "0");
  if (!Number.isInteger(port) || port < 0 || port > 65_535) throw new SettingError(`PORT is no port: ${env["PORT"]}`);
  return port;
}
