import { sql, type SQL } from "drizzle-orm";
import { bigint, text, timestamp, type AnyPgColumn } from "drizzle-orm/pg-core";

/** Integer minor units of the row's currency. 64 bits: 21 million euros are not much in rupiah. */
export const amountMinor = (name: string) => bigint(name, { mode: "number" });

/** ISO 4217 in lower case. */
export const currency = () => text("currency");

/** An instant. */
export const instant = (name: string) => timestamp(name, { withTimezone: true, mode: "date" });

/** For checks. The words are inlined, because DDL has no parameters: only for constants of ours. */
export function isOneOf(column: AnyPgColumn, words: readonly string[]): SQL {
  return sql`${column} in (${sql.raw(words.map((word) => `'${word}'`).join(", "))})`;
}

export function isCurrency(column: AnyPgColumn): SQL {
  return sql`${column} ~ '^[a-z]{3}$'`;
}

/** A row of something sold: a seat of the plan, or places in an area, never both. (A check lets null pass.) */
export function isSeatOrArea(seat: AnyPgColumn, area: AnyPgColumn): SQL {
  return sql`num_nonnulls(${seat}, ${area}) = 1 and ${seat} >= 0 and ${area} >= 0`;
}
