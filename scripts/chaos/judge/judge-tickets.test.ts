import { expect, it } from "vitest";
import { mintBookingId, mintEventId, mintUserId, ticketId } from "../../../domain/contract/ids.ts";
import { createTicketSigner } from "../../../workers/adapters/tickets/ed25519-ticket-signer.ts";
import { newTicketKey } from "../../provision/ticket-key.ts";
import { judgeTickets } from "./judge-tickets.ts";

it("a ticket is good by the key that signed it, and by no other", async () => {
  const event = mintEventId();
  const id = mintBookingId(event, 1);
  const [key, other] = [newTicketKey(), newTicketKey()];
  const code = await createTicketSigner(key).sign({ ticket: ticketId(id, 0), event, seat: 1, area: null });
  const ends = { seatStatus: "confirmed", paymentStatus: "completed", totalMinor: 1, payments: [], refunds: [] };
  const book = { id, buyer: mintUserId(1), event, ...ends, seats: [], places: 0, tickets: [{ seat: null, code }] };
  expect(judgeTickets([book], key)).toEqual([]);
  expect(judgeTickets([book], other)).toEqual([`a valid ticket of ${id} is refused at the door`]);
});
