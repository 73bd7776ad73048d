import type { Trace } from "../../domain/contract/event-object.ts";

type Fields = Readonly<Record<string, string | number | boolean | null>>;

/** One JSON line with the thread that it belongs to. Fields are named one by one, so that no secret slips in. */
export function logLine(
  level: "info" | "warn" | "error",
  message: string,
  trace: Trace | undefined,
  fields: Fields,
): void {
  const { requestId, traceparent } = trace ?? {};
  console[level](JSON.stringify({ at: new Date().toISOString(), level, message, requestId, traceparent, ...fields }));
}
