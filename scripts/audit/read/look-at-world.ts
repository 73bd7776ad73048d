import { CommandFailure } from "../../command-failure.ts";
import type { EventView, World } from "../world.ts";
import type { Ledger } from "./ledger.ts";
import { readEventIds, readPostgres } from "./read-postgres.ts";
import { readObject, type OperatorAccess } from "./read-object.ts";

/** Objects that are read at a time. */
const LANES = 4;
/** Between the clocks of the database and a provider. */
const CLOCKS_DIFFER_MS = 60 * 60_000;

export interface AuditSources extends OperatorAccess {
  readonly databaseUrl: string;
  readonly ledgers: readonly Ledger[];
}

/**
 * Reads everything about these events; null: about all. Objects, Postgres, ledgers, in this order: the object acts before its
 * journal writes, and Postgres says that something is to be done before it is done to money. So what a later source does not
 * yet know of an earlier one is lag, and what it knows more is work under way: both are gone at the next look.
 */
export async function lookAtWorld(
  { databaseUrl, ledgers, ...access }: AuditSources,
  only: readonly string[] | null,
): Promise<World> {
  const ids = only ?? (await readEventIds(databaseUrl));
  const objects = new Map<string, EventView["object"]>();
  const waiting = ids.values();
  const lane = async (): Promise<void> => {
    for (const id of waiting) objects.set(id, await readObject(access, id));
  };
  await Promise.all(Array.from({ length: LANES }, lane));

  const postgres = await readPostgres(databaseUrl, ids);
  const events = postgres.events.flatMap((event) => {
    const object = objects.get(event.id);
    return object === undefined ? [] : [{ ...event, object }];
  });
  const found = new Set(events.map(({ id }) => id));
  const missing = ids.filter((id) => !found.has(id));
  if (missing.length > 0) throw new CommandFailure(`there is no event ${missing.join(", ")}`);

  for (const { provider } of events.flatMap(({ payments }) => payments)) {
    if (provider === "free" || ledgers.some((ledger) => ledger.provider === provider)) continue;
    throw new CommandFailure(`there are payments by ${provider}, and no key to read its ledger`);
  }
  const earliestMs = Math.min(...postgres.events.map(({ createdAtMs }) => createdAtMs));
  const sinceMs = only === null || events.length === 0 ? null : earliestMs - CLOCKS_DIFFER_MS;
  const entries = await Promise.all(ledgers.map((ledger) => ledger.entries(sinceMs)));
  const { steps, lostMessages } = postgres;
  return { atMs: Date.now(), events, steps, lostMessages, ledger: entries.flat(), isWhole: only === null };
}
