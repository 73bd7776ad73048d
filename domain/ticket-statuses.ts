/** valid: opens the door. held: its payment is disputed, and it does not. void: its booking was taken back. */
export const TICKET_STATUSES = ["valid", "held", "void"] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];
