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

/** An error for the log, without the credentials that addresses may carry. */
export function causeOf(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return text.replace(/\b\w+:\/\/[^\s/@]+@/g, "…@").slice(0, 500);
}

/** The thread of work that no request asked for, such as an expiry. https://www.w3.org/TR/trace-context/ */
export function mintTrace(): Trace {
  return { requestId: `obj_${hex(10)}`, traceparent: `00-${hex(16)}-${hex(8)}-01` };
}

function hex(bytes: number): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(bytes)), (byte) => byte.toString(16).padStart(2, "0")).join(
    "",
  );
}
