import { currentTrace } from "./request-context.ts";

type Level = "info" | "warn" | "error";
type Fields = Readonly<Record<string, string | number | boolean | null | undefined>>;

/**
 * One JSON line with the request's id and trace. Fields are scalars that the caller names one by one: no request,
 * body, header or settings object can slip in, so no secret and no card data can either.
 */
function write(level: Level, message: string, fields: Fields): void {
  console[level](JSON.stringify({ at: new Date().toISOString(), level, message, ...currentTrace(), ...fields }));
}

export const log = {
  info: (message: string, fields: Fields = {}): void => write("info", message, fields),
  warn: (message: string, fields: Fields = {}): void => write("warn", message, fields),
  /** With the cause's message and first stack line; connection strings and bearer tokens are cut out of both. */
  error: (message: string, cause: unknown, fields: Fields = {}): void =>
    write("error", message, { ...fields, cause: withoutSecrets(describe(cause)) }),
};

function describe(cause: unknown): string {
  if (!(cause instanceof Error)) return String(cause);
  const inner = cause.cause instanceof Error ? ` (${cause.cause.message})` : "";
  return `${cause.name}: ${cause.message}${inner} ${cause.stack?.split("\n")[1]?.trim() ?? ""}`.slice(0, 1_000);
}

function withoutSecrets(text: string): string {
  return text
    .replace(/\b\w+:\/\/[^\s/@]+@/g, "…@")
    .replace(/\b(Bearer|Basic)\s+\S+/gi, "$1 …")
    .replace(/\b(sk|rk|whsec|sig)_\w+/g, "$1_…");
}
