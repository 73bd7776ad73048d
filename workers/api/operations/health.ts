import { Hono } from "hono";
import type { AppEnv, Kept } from "../app-env.ts";
import { rateLimited } from "../middleware/rate-limited.ts";

/** A probe that hangs must not make the answer hang. */
const PROBE_TIMEOUT_MS = 2_000;
/** Answers are kept this long, so that asking often costs the dependencies nothing. */
const KEPT_FOR_MS = 5_000;

interface Probed {
  readonly ok: boolean;
  readonly latencyMs: number;
}

let askedAtMs = 0;
let last: Record<string, Probed> | undefined;

/** `/healthz`: this Worker runs. `/readyz`: each dependency and its latency; 503 when one cannot be reached. */
export const healthRoutes = new Hono<AppEnv>()
  .get("/healthz", (context) => context.json({ status: "alive" }))
  .get("/readyz", rateLimited("reading"), async (context) => {
    const nowMs = Date.now();
    if (last === undefined || nowMs - askedAtMs > KEPT_FOR_MS) {
      // Set before the answers are here, so that requests meanwhile are answered from the last ones.
      askedAtMs = nowMs;
      last = await probeAll(context.get("kept").probes);
    }
    const dependencies = last;
    const ready = Object.values(dependencies).every(({ ok }) => ok);
    return context.json({ status: ready ? "ready" : "degraded", dependencies }, ready ? 200 : 503);
  });

async function probeAll(probes: Kept["probes"]): Promise<Record<string, Probed>> {
  const probed = await Promise.all(
    Object.entries(probes).map(async ([name, probe]) => [name, await timed(probe)] as const),
  );
  return Object.fromEntries(probed);
}

async function timed(probe: () => Promise<void>): Promise<Probed> {
  const startedMs = Date.now();
  const late = new Promise<never>((_, reject) => setTimeout(reject, PROBE_TIMEOUT_MS, new Error("timeout")));
  const ok = await Promise.race([probe(), late]).then(
    () => true,
    () => false,
  );
  return { ok, latencyMs: Date.now() - startedMs };
}
