import { describe, expect, it } from "vitest";
import type { Command, CommandAnswer } from "../../domain/contract/event-object.ts";
import { areaId, mintBookingId, mintEventId, mintUserId, seatId } from "../../domain/contract/ids.ts";
import { holdInRequestSchema, selectSchema } from "../../domain/contract/wire/seats.ts";
import { buySchema } from "../../domain/contract/wire/bookings.ts";
import { refuse } from "../../domain/result.ts";
import { createBooking } from "../use-cases/create-booking.ts";
import { namedItems } from "../use-cases/named-items.ts";
import { quantityOf } from "../use-cases/quantity-of.ts";
import type { Services } from "../services.ts";
import { bookingAnswer } from "./booking-answer.ts";

const event = mintEventId();
const repeat = { scope: "s", fingerprint: "f" };

function wrongFields(parsed: {
  success: boolean;
  error?: { issues: { path: PropertyKey[] }[] } | undefined;
}): string[] {
  return (parsed.error?.issues ?? []).map(({ path }) => path.join("."));
}

describe("a wish for the best seats", () => {
  it("reaches the event's object as it was sent", async () => {
    const sent: Command[] = [];
    const execute = async (_: unknown, command: Command): Promise<CommandAnswer> => {
      sent.push(command);
      return { result: refuse("sold_out", { best: 3, left: 1 }), replayed: false };
    };
    const best = { count: 3, category: "Stalls", zone: "Balcony left", accessible: true } as const;
    const items = namedItems(event, holdInRequestSchema.parse({ best, seat_ids: [seatId(event, 4)] }));
    if (!items.ok) throw new Error("refused");
    const services = { inventory: { execute } } as unknown as Services;
    const answer = await createBooking(services, { id: mintUserId(1) }, repeat, event, items.value);
    expect(sent).toMatchObject([{ type: "create_booking", seats: [4], places: [], best }]);
    const problem = bookingAnswer(answer, event);
    expect(problem.status).toBe(409);
    expect(await problem.json()).toMatchObject({ code: "sold_out", best: 3, left: 1 });
  });

  it.each([
    [{ count: 0 }, "best.count"],
    [{ count: 51 }, "best.count"],
    [{ count: 1.5 }, "best.count"],
    [{}, "best.count"],
    [{ count: 1, category: 7 }, "best.category"],
    [{ count: 1, zone: "a\u0000b" }, "best.zone"],
    [{ count: 1, accessible: false }, "best.accessible"],
    [{ count: 1, near: "the bar" }, "best"],
    ["three", "best"],
  ])("%j is refused by its field", (best, field) => {
    expect(wrongFields(holdInRequestSchema.safeParse({ best }))).toEqual([field]);
  });

  it("is enough to select and to buy", () => {
    const booking_id = mintBookingId(event, 1);
    expect(selectSchema.safeParse({ booking_id, best: { count: 1 } }).success).toBe(true);
    expect(selectSchema.safeParse({ booking_id }).success).toBe(false);
    expect(buySchema.safeParse({ event_id: event, best: { count: 1 } }).success).toBe(true);
  });
});

describe("seats that are offered instead", () => {
  it("have their public ids", async () => {
    const result = refuse("seat_taken", { seat: 7, instead: [2, 3] });
    const problem = await bookingAnswer({ result, replayed: false }, event).json();
    expect(problem).toMatchObject({ seat_id: seatId(event, 7), instead: [seatId(event, 2), seatId(event, 3)] });
    expect(problem).not.toHaveProperty("seat");
  });
});

describe("a quantity in one call", () => {
  const catalogueOf = (areas: number) =>
    ({ catalogue: { event: async () => ({ areas: Array.from({ length: areas }) }) } }) as unknown as Services;
  const area = (index: number) => ({ id: areaId(event, index), event, area: index });

  it("means places of the area that is named, or of the first one", async () => {
    const [named, first] = [
      await quantityOf(catalogueOf(0), event, {}, 3, area(2)),
      await quantityOf(catalogueOf(2), event, {}, 3, undefined),
    ];
    expect(named).toMatchObject({ value: { places: [{ area_id: { area: 2 }, count: 3 }] } });
    expect(first).toMatchObject({ value: { places: [{ area_id: { area: 0 }, count: 3 }] } });
  });

  it("means the best seats where the event has no areas", async () => {
    expect(await quantityOf(catalogueOf(0), event, {}, 3, undefined)).toEqual({
      ok: true,
      value: { best: { count: 3 } },
    });
  });

  it("is refused by its field where it is too large or beside a wish", async () => {
    for (const [request, quantity] of [[{}, 51] as const, [{ best: { count: 1 } }, 2] as const]) {
      const refused = await quantityOf(catalogueOf(0), event, request, quantity, undefined);
      expect(refused).toMatchObject({ refusal: { reason: "validation_failed", errors: [{ field: "quantity" }] } });
    }
  });

  it("for an event that is not there is refused", async () => {
    const services = { catalogue: { event: async () => undefined } } as unknown as Services;
    expect(await quantityOf(services, event, {}, 1, undefined)).toMatchObject({
      refusal: { reason: "event_not_found" },
    });
  });
});
