import { and, asc, count, eq, gte, lte, sql, type SQL } from "drizzle-orm";
import type { EventId } from "../../domain/contract/ids.ts";
import type { Catalogue, EventSummary, Page, PageRequest } from "../../domain/ports/catalogue.ts";
import type { Database } from "../connect.ts";
import { eventAreas } from "../schema/event-areas.ts";
import { events } from "../schema/events.ts";
import { plans } from "../schema/plans.ts";
import { priceCategories } from "../schema/price-categories.ts";
import { venues } from "../schema/venues.ts";
import { eventDetailColumns, eventSummaryColumns, toEventConfig } from "./event-records.ts";

const LISTED = sql`not ${events.isTest}`;
const SOONEST_FIRST = [asc(events.startsAt), asc(events.id)];

export function createCatalogueRepository(db: Database): Catalogue {
  return {
    events({ type, provider, dateFrom, dateTo }, page) {
      const condition = and(
        LISTED,
        type === undefined ? undefined : eq(events.type, type),
        provider === undefined ? undefined : eq(events.provider, provider),
        dateFrom && gte(events.startsAt, dateFrom),
        dateTo && lte(events.startsAt, dateTo),
      );
      return pageOfEvents(db, condition, SOONEST_FIRST, page);
    },

    searchEvents(text, page) {
      const query = searchQuery(text);
      const bestFirst = [sql`ts_rank(${events.search}, ${query}) desc`, ...SOONEST_FIRST];
      return pageOfEvents(db, and(LISTED, sql`${events.search} @@ ${query}`), bestFirst, page);
    },

    async event(id) {
      const summary = db
        .select(eventDetailColumns)
        .from(events)
        .innerJoin(venues, eq(venues.id, events.venueId))
        .innerJoin(plans, eq(plans.sha256, events.planSha256))
        .where(eq(events.id, id));
      const [[row], categories, areas] = await db.batch([summary, categoriesOf(db, id), areasOf(db, id)]);
      return row && { ...row, categories, areas };
    },

    async plan(id) {
      const [row] = await db
        .select({ layout: plans.layout })
        .from(events)
        .innerJoin(plans, eq(plans.sha256, events.planSha256))
        .where(eq(events.id, id));
      return row?.layout;
    },

    async eventConfig(id) {
      const settings = db
        .select({ event: events, seatCategories: plans.seatCategories })
        .from(events)
        .innerJoin(plans, eq(plans.sha256, events.planSha256))
        .where(eq(events.id, id));
      const [[row], categories, areas] = await db.batch([settings, categoriesOf(db, id), areasOf(db, id)]);
      return row && toEventConfig(row.event, row.seatCategories, categories, areas);
    },
  };
}

async function pageOfEvents(
  db: Database,
  condition: SQL | undefined,
  order: readonly SQL[],
  { page, pageSize }: PageRequest,
): Promise<Page<EventSummary>> {
  const [items, [counted]] = await db.batch([
    db
      .select(eventSummaryColumns)
      .from(events)
      .innerJoin(venues, eq(venues.id, events.venueId))
      .where(condition)
      .orderBy(...order)
      .limit(pageSize)
      .offset((page - 1) * pageSize),
    db.select({ total: count() }).from(events).where(condition),
  ]);
  return { items, total: counted?.total ?? 0 };
}

/**
 * What a person types, as a query: words, "phrases", or, -not. Nothing in it is an error. The last word may be unfinished:
 * where the query ends with a word (Postgres prints it in quotes), that one matches by its beginning.
 */
function searchQuery(text: string): SQL {
  return sql`(
    select case when words::text like '%''' then (words::text || ':*')::tsquery else words end
    from websearch_to_tsquery('simple', ${text.replaceAll("\0", " ")}) as words)`;
}

function categoriesOf(db: Database, id: EventId) {
  const { name, color, priceMinor, eventId, position } = priceCategories;
  return db.select({ name, color, priceMinor }).from(priceCategories).where(eq(eventId, id)).orderBy(asc(position));
}

function areasOf(db: Database, id: EventId) {
  const { name, category, capacity, eventId, position } = eventAreas;
  return db.select({ name, category, capacity }).from(eventAreas).where(eq(eventId, id)).orderBy(asc(position));
}
