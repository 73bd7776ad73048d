import { bodyLimit } from "hono/body-limit";
import { refuse } from "../../../domain/result.ts";
import { problem } from "../problem.ts";

const KIBIBYTE = 1_024;

function limitedTo(maxSize: number) {
  return bodyLimit({ maxSize, onError: () => problem(refuse("body_too_large", { limitBytes: maxSize }).refusal) });
}

/** The largest request of ours names 50 seats: under 2 KiB. */
export const requestBodyLimit = limitedTo(16 * KIBIBYTE);

/** A provider's event carries the whole object that it is about. */
export const webhookBodyLimit = limitedTo(256 * KIBIBYTE);
