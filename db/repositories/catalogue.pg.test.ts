import { describe, expect, it } from "vitest";
import { packDistances } from "../../domain/best-available/seat-distances.ts";
import { mintEventId } from "../../domain/contract/ids.ts";
import { DEFAULT_QUEUE } from "../../domain/contract/waiting-room.ts";
import { findConfigFault } from "../../domain/inventory/find-config-fault.ts";
import { connectDatabase } from "../connect.ts";
import { eventOf, openSale, smallPlan, testEnvironment } from "../../local/testing/sale.ts";
import { createCatalogueRepository } from "./catalogue.ts";
import { configOf, createEvent } from "./events-writer.ts";

const db = connectDatabase(testEnvironment());
const catalogue = createCatalogueRepository(db);
const FIRST_PAGE = { page: 1, pageSize: 20 };

/** A word that no other event contains. */
function newWord(): string {
  return `word${mintEventId().slice(4)}`;
}

describe("the list of events", () => {
  it("tells the lowest and the highest price, and where it is", async () => {
    const event = eventOf();
    await createEvent(db, event);
    const { items, total } = await catalogue.events({ provider: event.provider }, FIRST_PAGE);
    expect(total).toBe(1);
    expect(items[0]).toEqual({
      id: event.id,
      name: "A concert",
      description: "",
      type: "concert",
      provider: event.provider,
      venue: event.venue.name,
      city: "Oslo",
      startsAt: event.startsAt,
      saleFrom: null,
      saleUntil: null,
      currency: "eur",
      priceFromMinor: 2500,
      priceToMinor: 4500,
    });
  });

  it("is filtered by type and by date, soonest first, page by page", async () => {
    const provider = newWord();
    const days = ["2027-03-03", "2027-03-01", "2027-03-02", "2027-04-01"];
    for (const day of days) await createEvent(db, eventOf({ provider, startsAt: new Date(day) }));
    await createEvent(db, eventOf({ provider, type: "sport", startsAt: new Date("2027-03-02") }));

    const filter = { provider, type: "concert", dateFrom: new Date("2027-03-01"), dateTo: new Date("2027-03-31") };
    const first = await catalogue.events(filter, { page: 1, pageSize: 2 });
    const second = await catalogue.events(filter, { page: 2, pageSize: 2 });
    expect(first.total).toBe(3);
    expect([...first.items, ...second.items].map(({ startsAt }) => startsAt.toISOString().slice(0, 10))).toEqual([
      "2027-03-01",
      "2027-03-02",
      "2027-03-03",
    ]);
  });

  it("leaves test events out, which are found by their id", async () => {
    const event = eventOf({ isTest: true, name: newWord() });
    await createEvent(db, event);
    expect((await catalogue.events({ provider: event.provider }, FIRST_PAGE)).total).toBe(0);
    expect((await catalogue.searchEvents(event.name, FIRST_PAGE)).total).toBe(0);
    expect(await catalogue.event(event.id)).toMatchObject({ id: event.id });
  });
});

describe("the search", () => {
  it("finds words of name, description, venue and city together, and the beginning of the last word", async () => {
    const [name, about, hall] = [newWord(), newWord(), newWord()];
    const event = eventOf({ name, description: `with ${about}`, venue: { name: hall, city: "Bergen" } });
    await createEvent(db, event);
    const queries = [name, about, `bergen ${hall}`, `${name.toUpperCase()} berg`, hall.slice(0, -1)];
    for (const query of queries) {
      const { items } = await catalogue.searchEvents(query, FIRST_PAGE);
      expect({ query, found: items.map(({ id }) => id) }).toEqual({ query, found: [event.id] });
    }
    expect(await catalogue.searchEvents(`${name} stavanger`, FIRST_PAGE)).toEqual({ items: [], total: 0 });
  });

  it("puts a match in the name before one in the description", async () => {
    const word = newWord();
    const late = eventOf({ name: word, startsAt: new Date("2028-01-01") });
    await createEvent(db, eventOf({ description: word }));
    await createEvent(db, late);
    const { items } = await catalogue.searchEvents(word, FIRST_PAGE);
    expect(items).toHaveLength(2);
    expect(items[0]?.id).toBe(late.id);
  });

  it.each([
    "'; drop table events; --",
    "a & | ! ( ) : * <-> 'x",
    `-"not this" or`,
    `alpha -"b c"`,
    "\0",
    "%",
    "\\",
    "  ",
  ])("takes %j as words", async (text) => {
    expect((await catalogue.searchEvents(text, FIRST_PAGE)).total).toBeGreaterThanOrEqual(0);
  });
});

describe("an event", () => {
  it("has its categories in the plan's order, with colours, and its areas", async () => {
    const prices = [...eventOf().prices, { category: "Golden circle", priceMinor: 9900 }];
    const areas = [{ name: "Pit", category: "Golden circle", capacity: 50 }];
    const { event: id } = await openSale({ prices, areas });
    expect(await catalogue.event(id)).toMatchObject({
      categories: [
        { name: "Stalls", color: "#aa0000", priceMinor: 4500 },
        { name: "Balcony", color: null, priceMinor: 2500 },
        { name: "Golden circle", color: null, priceMinor: 9900 },
      ],
      areas: [{ name: "Pit", category: 2, capacity: 50 }],
      seatCount: 3,
      maxPerBuyer: 6,
    });
  });

  it("tells its object what could be judged before it was written", async () => {
    const event = eventOf({ saleFrom: new Date("2027-01-01T10:00:00Z"), blockedSeats: [1] });
    const foretold = configOf(event);
    await createEvent(db, event);
    expect(await catalogue.eventConfig(event.id)).toEqual(foretold);
  });

  it("tells its object all that it must know", async () => {
    const saleFrom = new Date("2027-01-01T10:00:00Z");
    const { event: eventId } = await openSale({ saleFrom, blockedSeats: [1] });
    expect(await catalogue.eventConfig(eventId)).toEqual({
      eventId,
      version: 1,
      currency: "eur",
      categories: [
        { name: "Stalls", priceMinor: 4500 },
        { name: "Balcony", priceMinor: 2500 },
      ],
      seatCategories: [
        [0, 2],
        [1, 1],
      ],
      blockedSeats: [1],
      areas: [{ name: "Floor", category: 1, capacity: 100 }],
      maxPerBuyer: 6,
      maxOpenBookingsPerBuyer: 3,
      holdTtlMs: 600_000,
      paymentTtlMs: 900_000,
      saleFromMs: saleFrom.getTime(),
      saleUntilMs: null,
      gates: 0,
      guardsSingleSeats: false,
      house: {
        rows: [[0, 0, 3]],
        zones: ["Hall"],
        aislesAfter: [],
        distances: packDistances([50, 49, 48]),
        accessibleSeats: [],
      },
    });
  });

  it("tells its object of its waiting room, its gates and what is best in its house", async () => {
    const queue = { ...DEFAULT_QUEUE, mode: "automatic", opensAtMs: 1_800_000_000_000, message: "Soon" } as const;
    const terms = { queue, gates: 4, guardsSingleSeats: true, accessibleSeats: [2], focal: { x: 2, y: 0 } };
    const event = eventOf(terms);
    const foretold = configOf(event);
    await createEvent(db, event);
    const config = await catalogue.eventConfig(event.id);
    expect(config).toEqual(foretold);
    expect(config).toMatchObject({ queue, gates: 4, guardsSingleSeats: true, house: { accessibleSeats: [2] } });
    expect(config?.house?.distances).toBe(packDistances([2, 1, 0]));
    expect(config && findConfigFault(config, undefined)).toBeUndefined();
  });

  it("without seats has no house", async () => {
    const { plan } = eventOf();
    const layout = { ...smallPlan("yard"), rows: [], seats: { guid: [], label: [], category: [], x: [], y: [] } };
    const { event } = await openSale({ plan: { ...plan, layout } });
    expect(await catalogue.eventConfig(event)).not.toHaveProperty("house");
  });

  it("gives its plan back as it was written", async () => {
    const { event } = await openSale();
    expect(await catalogue.plan(event)).toEqual(smallPlan(event));
  });

  it("is undefined when there is none", async () => {
    const id = mintEventId();
    expect([await catalogue.event(id), await catalogue.plan(id), await catalogue.eventConfig(id)]).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
  });
});

describe("writing an event", () => {
  it("does nothing when the event exists", async () => {
    const event = eventOf();
    expect(await createEvent(db, event)).toBe(true);
    expect(await createEvent(db, { ...event, name: "Another" })).toBe(false);
    expect(await catalogue.event(event.id)).toMatchObject({ name: "A concert" });
  });

  it("uses a plan and a venue again", async () => {
    const event = eventOf();
    const other = eventOf({ plan: event.plan, venue: event.venue });
    await createEvent(db, event);
    expect(await createEvent(db, other)).toBe(true);
    expect(await catalogue.plan(other.id)).toEqual(event.plan.layout);
  });

  it("names categories without a price and areas without a category", async () => {
    await expect(createEvent(db, eventOf({ prices: [], areas: [] }))).rejects.toThrow("no price for: Stalls, Balcony");
    const areas = [{ name: "Pit", category: "Nowhere", capacity: 1 }];
    await expect(createEvent(db, eventOf({ areas }))).rejects.toThrow("area Pit: no category Nowhere");
  });

  it("writes nothing when a part is refused", async () => {
    const event = eventOf({ areas: [{ name: "Pit", category: "Stalls", capacity: -1 }] });
    await expect(createEvent(db, event)).rejects.toThrow("event_areas_capacity");
    expect(await catalogue.event(event.id)).toBeUndefined();
  });

  it("keeps the prices and the category of every one of 100,000 seats", async () => {
    const count = 100_000;
    const column = <T>(value: (seat: number) => T) => Array.from({ length: count }, (_, seat) => value(seat));
    const layout = {
      ...smallPlan("stadium"),
      rows: [{ zone: 0, label: "A", firstSeat: 0, seatCount: count }],
      seats: {
        guid: column((seat) => `guid-of-seat-${seat}`),
        label: column((seat) => `${seat}`),
        category: column((seat) => (seat < 60_000 ? 0 : 1)),
        x: column((seat) => seat / 4),
        y: column((seat) => seat / 2),
      },
    };
    const { plan } = eventOf();
    const { event } = await openSale({ plan: { ...plan, layout } });
    expect(await catalogue.eventConfig(event)).toMatchObject({
      seatCategories: [
        [0, 60_000],
        [1, 40_000],
      ],
      house: { rows: [[0, 0, count]] },
    });
    expect((await catalogue.plan(event))?.seats.guid[99_999]).toBe("guid-of-seat-99999");
  });
});
