import type { RepeatKey } from "../contract/event-object.ts";

/**
 * Under which each booking of a cancelled event is given back: asking again finds the same refund. No caller's key, which is a
 * hash. One that failed gives its key up, for `cancellation:` and its own id, when staff say that it is to be asked for again.
 */
export const CANCELLATION_REPEAT: RepeatKey = { scope: "cancellation", fingerprint: "cancellation" };
