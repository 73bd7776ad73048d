/** Characters of an outbox row's id. The longest are of webhooks: `stripe:`, an event id of 255 at most, the message's number. */
export const MAX_OUTBOX_ID_LENGTH = 400;
