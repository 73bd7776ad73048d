import { bigint, pgTable, text, unique } from "drizzle-orm/pg-core";

export const venues = pgTable(
  "venues",
  {
    id: bigint("id", { mode: "number" }).primaryKey().generatedAlwaysAsIdentity(),
    name: text("name").notNull(),
    city: text("city").notNull(),
  },
  (table) => [unique("venues_name_city").on(table.name, table.city)],
);
