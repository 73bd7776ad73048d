import { describe, expect, it } from "vitest";
import type { BookingSnapshot } from "../../domain/contract/event-object.ts";
import { mintBookingId, mintEventId, mintPaymentId, mintUserId, ticketId } from "../../domain/contract/ids.ts";
import type { Ticket } from "../../domain/ports/bookings.ts";
import type { Mail } from "../../domain/ports/mailer.ts";
import type { Services } from "../services.ts";
import { deliverTickets } from "./deliver-tickets.ts";

const eventId = mintEventId();
const bookingId = mintBookingId(eventId, 1);

const booking: BookingSnapshot = {
  id: bookingId,
  eventId,
  buyerId: mintUserId(1),
  status: "confirmed",
  seats: [
    { seat: 0, priceMinor: 4_500 },
    { seat: 1, priceMinor: 2_500 },
  ],
  places: [{ area: 0, count: 2, priceMinor: 1_000 }],
  totalMinor: 9_000,
  currency: "eur",
  deadlineMs: null,
  paymentId: mintPaymentId(1),
  createdAtMs: 1,
  version: 3,
};

function ticketOf(
  ordinal: number,
  seat: number | null,
  area: number | null,
  status: Ticket["status"] = "valid",
): Ticket {
  return { id: ticketId(bookingId, ordinal), bookingId, eventId, seat, area, code: `code${ordinal}`, status };
}

/** Runs the step for a booking with these tickets: what was sent, and what was consumed. */
async function deliver(tickets: readonly Ticket[]) {
  const mails: Mail[] = [];
  const consumed: string[] = [];
  const event = { name: "A play", venue: "Hall", city: "Graz", startsAt: new Date(0), areas: [{ name: "Yard" }] };
  const rows = [{ zone: 0, label: "A", firstSeat: 0, seatCount: 2 }];
  const plan = { zones: [{ name: "Stalls" }], rows, seats: { label: ["1", "2"] } };
  const services = {
    bookings: { find: async () => ({ seats: booking, payment: null }), ticketsOf: async () => tickets },
    catalogue: { event: async () => event, plan: async () => plan },
    users: { find: async () => ({ name: "Ada", email: "ada@example.com" }) },
    mailer: { send: async (mail: Mail) => void mails.push(mail) },
    outbox: { consume: async (id: string) => void consumed.push(id) },
    publicUrl: "https://sluice.test",
  };
  await deliverTickets(services as unknown as Services, bookingId, "obx_1");
  return { mails, consumed };
}

describe("delivering tickets", () => {
  it("names each ticket with what was paid for it, seat by seat and place by place", async () => {
    const tickets = [ticketOf(0, 0, null), ticketOf(1, 1, null), ticketOf(2, null, 0), ticketOf(3, null, 0)];
    const { mails, consumed } = await deliver(tickets);
    const lines = mails[0]?.text.split("\n").filter((line) => line.startsWith("*"));
    expect(lines).toEqual([
      "* Stalls, row A, seat 1 (€45.00)",
      "* Stalls, row A, seat 2 (€25.00)",
      "* Yard (€10.00)",
      "* Yard (€10.00)",
    ]);
    expect(mails).toMatchObject([{ to: "ada@example.com", idempotencyKey: `booking.paid/${bookingId}` }]);
    expect(consumed).toEqual(["obx_1"]);
  });

  it("leaves out a ticket that is void", async () => {
    const { mails } = await deliver([ticketOf(0, 0, null), ticketOf(1, 1, null, "void")]);
    expect(mails[0]?.text).toContain("seat 1");
    expect(mails[0]?.text).not.toContain("seat 2");
  });
});
