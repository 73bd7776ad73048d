import { readFileSync } from "node:fs";
import { Client as QStash } from "@upstash/qstash";
import { Redis } from "@upstash/redis";
import { Client } from "pg";
import type { Probe } from "./judge-requirements.ts";

const LIMIT_MS = 5_000;

/** Tries the values at hand against the services themselves. Reads only; messages never hold a value. */
export function probesFor(values: Readonly<Record<string, string | undefined>>): Readonly<Record<string, Probe>> {
  const value = (name: string) => values[name] ?? "";
  return {
    DATABASE_URL: () => probeDatabase(value("DATABASE_URL")),
    UPSTASH_REDIS_REST_TOKEN: () => probeRedis(value("UPSTASH_REDIS_REST_URL"), value("UPSTASH_REDIS_REST_TOKEN")),
    QSTASH_TOKEN: () => probeQStash(value),
  };
}

async function probeDatabase(connectionString: string): Promise<string | undefined> {
  const client = new Client({ connectionString, connectionTimeoutMillis: LIMIT_MS, query_timeout: LIMIT_MS });
  try {
    await client.connect();
    const { rows } = await client.query<{ applied: number }>(
      "select count(*)::int as applied from drizzle.__drizzle_migrations",
    );
    const missing = migrationCount() - (rows[0]?.applied ?? 0);
    return missing > 0 ? `reachable, but ${missing} migrations behind: npm run migrate` : undefined;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "no connection";
    return code === UNDEFINED_TABLE ? "reachable, but empty: npm run migrate" : `cannot be used: ${code}`;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** https://www.postgresql.org/docs/current/errcodes-appendix.html */
const UNDEFINED_TABLE = "42P01";

function migrationCount(): number {
  const journal: unknown = JSON.parse(
    readFileSync(new URL("../../db/migrations/meta/_journal.json", import.meta.url), "utf8"),
  );
  const entries: unknown =
    typeof journal === "object" && journal !== null ? Reflect.get(journal, "entries") : undefined;
  return Array.isArray(entries) ? entries.length : 0;
}

async function probeRedis(url: string, token: string): Promise<string | undefined> {
  if (url === "") return "UPSTASH_REDIS_REST_URL is missing";
  const redis = new Redis({ url, token, enableTelemetry: false, retry: false, signal: AbortSignal.timeout(LIMIT_MS) });
  try {
    return (await redis.ping()) === "PONG" ? undefined : "Redis did not answer PONG";
  } catch (error) {
    return /unauthorized|wrongpass/i.test(String(error)) ? "Redis refuses this token" : "Redis cannot be reached";
  }
}

async function probeQStash(value: (name: string) => string): Promise<string | undefined> {
  if (value("QSTASH_URL") === "") return "QSTASH_URL is missing";
  const client = new QStash({
    baseUrl: value("QSTASH_URL"),
    token: value("QSTASH_TOKEN"),
    retry: false,
    enableTelemetry: false,
    devMode: false,
  });
  let keys: { readonly current: string; readonly next: string };
  try {
    keys = await client.http.request({ path: ["v2", "keys"], method: "GET" });
  } catch (error) {
    return /unauthorized|invalid token|unable to authenticate/i.test(String(error))
      ? "QStash refuses this token"
      : "QStash cannot be reached";
  }
  const isCurrent = [keys.current, keys.next].includes(value("QSTASH_CURRENT_SIGNING_KEY"));
  return isCurrent ? undefined : "QStash has other signing keys than QSTASH_CURRENT_SIGNING_KEY";
}
