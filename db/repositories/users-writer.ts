import { sql } from "drizzle-orm";
import type { User } from "../../domain/ports/users.ts";
import type { Database } from "../connect.ts";
import { users } from "../schema/users.ts";

/** Rows per statement: a million accounts are made within the server, none of them in our memory. */
const CHUNK = 50_000;

export interface NumberedUsers {
  /** Accounts 1 … count: `<prefix><n>@<domain>`. */
  readonly count: number;
  readonly prefix: string;
  readonly domain: string;
  /** One hash for all of them: a million would take hours to compute. */
  readonly passwordHash: string;
}

/** Inserts accounts; those whose id or e-mail address exists stay as they are. */
export async function saveUsers(db: Database, accounts: readonly User[]): Promise<void> {
  if (accounts.length === 0) return;
  await db
    .insert(users)
    .values([...accounts])
    .onConflictDoNothing();
}

/** Inserts numbered accounts; doing it again, or with a larger count, adds what is missing. How many were added. */
export async function saveNumberedUsers(
  db: Database,
  { count, prefix, domain, passwordHash }: NumberedUsers,
): Promise<number> {
  let added = 0;
  for (let first = 1; first <= count; first += CHUNK) {
    const last = Math.min(first + CHUNK - 1, count);
    const { rowCount } = await db.execute(sql`
      insert into users (id, email, name, password_hash)
      select 'usr_' || lpad(n::text, 26, '0'), ${prefix}::text || n || '@' || ${domain}::text,
        initcap(${prefix}::text) || ' ' || n, ${passwordHash}::text
      from generate_series(${first}::int, ${last}::int) as n
      on conflict do nothing`);
    added += rowCount;
  }
  return added;
}
