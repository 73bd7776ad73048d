import { areaId, seatId } from "../../domain/contract/ids.ts";
import type { BookingWire } from "../../domain/contract/wire/bookings.ts";
import type { Ticket } from "../../domain/ports/bookings.ts";

/** Where a ticket's QR code is drawn. The code itself is the key: whoever has it has the ticket. */
export function qrUrl(publicUrl: string, code: string): string {
  return `${publicUrl}/api/tickets/${code}/qr.svg`;
}

export function ticketView(publicUrl: string, ticket: Ticket): NonNullable<BookingWire["tickets"]>[number] {
  return {
    id: ticket.id,
    seat_id: ticket.seat === null ? null : seatId(ticket.eventId, ticket.seat),
    area_id: ticket.area === null ? null : areaId(ticket.eventId, ticket.area),
    status: ticket.status,
    code: ticket.code,
    qr_url: qrUrl(publicUrl, ticket.code),
  };
}
