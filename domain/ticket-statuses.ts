/** valid: opens the door. void: its booking was taken back. */
export const TICKET_STATUSES = ["valid", "void"] as const;
export type TicketStatus = (typeof TICKET_STATUSES)[number];
