import { describeError } from "../domain/describe-error.ts";
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
  /** With what may be told of the cause. */
  error: (message: string, cause: unknown, fields: Fields = {}): void =>
    write("error", message, { ...fields, cause: describeError(cause) }),
};
