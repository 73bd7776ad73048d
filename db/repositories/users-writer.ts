import type { User } from "../../domain/ports/users.ts";
import type { Database } from "../connect.ts";
import { users } from "../schema/users.ts";

/** Inserts accounts; those whose id or e-mail address exists stay as they are. */
export async function saveUsers(db: Database, accounts: readonly User[]): Promise<void> {
  if (accounts.length === 0) return;
  await db
    .insert(users)
    .values([...accounts])
    .onConflictDoNothing();
}
