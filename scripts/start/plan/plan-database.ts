import { join } from "node:path";
import { CommandFailure } from "../../command-failure.ts";
import type { PlanInput, ServicePlan } from "./service-plan.ts";
import { standIn } from "./stand-in.ts";

/** Stopping writes what is in memory to disk; a database that is killed instead only starts more slowly. */
const POSTGRES_STOP_MS = 10_000;

/** Neon itself, any other PostgreSQL behind the proxy that speaks Neon's protocol, or ours behind the same proxy. */
export function planDatabase(input: PlanInput): ServicePlan<"DATABASE_URL" | "NEON_LOCAL_PROXY"> & {
  /** On this machine, where demo users with a well-known password do no harm. */
  readonly local: boolean;
} {
  const { settings, keys, ports, dataDirectory } = input;
  const given = settings["DATABASE_URL"];
  if (given !== undefined) return planGiven(given, ports["neon-proxy"]);

  const url = `postgres://sluice:${keys.postgresPassword}@127.0.0.1:${ports.postgres}/sluice`;
  const postgres = standIn("postgres", {
    PG_PORT: String(ports.postgres),
    PG_DATA_DIR: join(dataDirectory, "postgres"),
    PG_PASSWORD: keys.postgresPassword,
  });
  return {
    standIns: [{ ...postgres, stopMs: POSTGRES_STOP_MS }, neonProxy(url, ports["neon-proxy"])],
    variables: { DATABASE_URL: url, NEON_LOCAL_PROXY: `127.0.0.1:${ports["neon-proxy"]}` },
    place: `PostgreSQL on 127.0.0.1:${ports.postgres}, database sluice, user sluice`,
    local: true,
  };
}

function planGiven(url: string, proxyPort: number): ReturnType<typeof planDatabase> {
  if (!URL.canParse(url))
    throw new CommandFailure("DATABASE_URL is not an address (postgres://user:password@host/database)");
  const { hostname, host, pathname } = new URL(url);
  const isNeon = hostname.endsWith(".neon.tech");
  return {
    standIns: isNeon ? [] : [neonProxy(url, proxyPort)],
    variables: { DATABASE_URL: url, NEON_LOCAL_PROXY: isNeon ? "" : `127.0.0.1:${proxyPort}` },
    place: `${host}${pathname} (your DATABASE_URL)`,
    local: ["127.0.0.1", "localhost", "[::1]"].includes(hostname),
  };
}

function neonProxy(url: string, port: number) {
  return standIn("neon-proxy", { PORT: String(port), DATABASE_URL: url });
}
