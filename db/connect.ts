import { neon, neonConfig } from "@neondatabase/serverless";
import { drizzle, type NeonHttpDatabase } from "drizzle-orm/neon-http";

/**
 * Single statements and non-interactive batches over HTTP: `batch([…])` is one transaction, read committed, whose
 * statements are all fixed before it begins. So decisions stand in the SQL.
 */
export type Database = NeonHttpDatabase;

export interface DatabaseEnvironment {
  readonly DATABASE_URL: string;
  /** host:port of the local stand-in for Neon's proxy; unset where DATABASE_URL is Neon's. */
  readonly NEON_LOCAL_PROXY?: string | undefined;
}

/** A database that does not answer must not keep a buyer waiting. Who has more to write gives a signal of its own. */
const REQUEST_TIMEOUT_MS = 5_000;

/** Opens nothing yet. `signal` ends every request of this database; errors are the driver's `NeonDbError`. */
export function connectDatabase(environment: DatabaseEnvironment, signal?: AbortSignal): Database {
  const { DATABASE_URL, NEON_LOCAL_PROXY } = environment;
  // The driver knows this setting only for all clients at once; an isolate or a process has one environment.
  if (NEON_LOCAL_PROXY) neonConfig.fetchEndpoint = () => `http://${NEON_LOCAL_PROXY}/sql`;
  neonConfig.fetchFunction = fetchWhole;
  return drizzle(neon(DATABASE_URL, signal === undefined ? {} : { fetchOptions: { signal } }));
}

/**
 * With its body: the driver makes errors of its own only of what goes wrong before it begins to read, and an answer that breaks
 * off, or comes too late, would be no outage to anybody.
 */
async function fetchWhole(url: string, init: RequestInit): Promise<Response> {
  const answer = await fetch(url, { ...init, signal: init.signal ?? AbortSignal.timeout(REQUEST_TIMEOUT_MS) });
  return new Response(await answer.arrayBuffer(), answer);
}
