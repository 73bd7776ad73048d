import { jsonb, pgTable, primaryKey, text } from "drizzle-orm/pg-core";
import type { OutboxMessage } from "../../domain/ports/outbox.ts";
import { instant } from "./columns.ts";

/**
 * Webhooks received, kept for ever: a provider may repeat one after any time. The payload is what we understood of it,
 * never the provider's body, which may tell of cards.
 */
export const inbox = pgTable(
  "inbox",
  {
    provider: text("provider").notNull(),
    providerEventId: text("provider_event_id").notNull(),
    type: text("type").notNull(),
    payload: jsonb("payload").$type<readonly OutboxMessage[]>().notNull(),
    requestId: text("request_id").notNull(),
    receivedAt: instant("received_at").notNull().defaultNow(),
  },
  (table) => [primaryKey({ name: "inbox_key", columns: [table.provider, table.providerEventId] })],
);
