/** Times that a message's step may fail by itself, before the message is a dead letter. */
export const MAX_FAILURES = 8;
