import type { Trace } from "./contract/event-object.ts";
import { randomBytes } from "./random-bytes.ts";

/** https://www.w3.org/TR/trace-context/#traceparent-header, version 00. */
const TRACEPARENT = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/;
const REQUEST_ID = /^[\w.:-]{8,64}$/;

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));
function hex(bytes: number): string {
  let text = "";
  for (const byte of randomBytes(bytes)) text += HEX[byte] ?? "";
  return text;
}

/** Goes on with the caller's trace under a span of our own; starts one where the header is missing or not valid. */
export function continueTrace(traceparent: string | null | undefined): string {
  const [, traceId, , flags] = TRACEPARENT.exec(traceparent ?? "") ?? [];
  const valid = traceId !== undefined && !/^0+$/.test(traceId);
  return `00-${valid ? traceId : hex(16)}-${hex(8)}-${valid ? flags : "01"}`;
}

/** The thread of work that no request asked for, such as an expiry or a cron run; `kind` begins its id. */
export function mintTrace(kind: string): Trace {
  return { requestId: `${kind}_${hex(10)}`, traceparent: continueTrace(null) };
}

/** The thread of one request: the caller's request id where it is usable, and its trace. */
export function traceOf(headers: Headers): Trace {
  const given = headers.get("x-request-id") ?? "";
  return {
    requestId: REQUEST_ID.test(given) ? given : `req_${hex(10)}`,
    traceparent: continueTrace(headers.get("traceparent")),
  };
}
