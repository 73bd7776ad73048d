import { bigint, check, pgTable, text } from "drizzle-orm/pg-core";
import { instant, isOneOf } from "./columns.ts";

const ENTITIES = ["payment", "booking", "refund", "event"] as const;

/** Who changed what, from which state to which, and why. Written in the change's own transaction, never changed. */
export const auditLog = pgTable(
  "audit_log",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    at: instant("at").notNull().defaultNow(),
    /** `saga`, `operator`, or the id of a buyer. */
    who: text("who").notNull(),
    entity: text("entity", { enum: ENTITIES }).notNull(),
    entityId: text("entity_id").notNull(),
    /** Null where it did not exist. */
    fromState: text("from_state"),
    toState: text("to_state").notNull(),
    why: text("why").notNull(),
    requestId: text("request_id"),
  },
  (table) => [check("audit_log_entity", isOneOf(table.entity, ENTITIES))],
);
