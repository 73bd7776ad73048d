import { createHash, createHmac } from "node:crypto";
import { z } from "zod";
import { startJsonServer, type JsonReply, type JsonRequest } from "../process/json-server.ts";
import type { RunningService } from "../process/run-service.ts";
import { chainOf } from "./chain-of.ts";

export interface BeaconOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** What makes the rounds unpredictable: whoever knows it knows them all. */
  readonly key: string;
  readonly nowMs?: () => number;
}

/** quicknet's clock: https://api.drand.sh/52db9ba7…/info */
const GENESIS_MS = 1_692_803_367_000;
const PERIOD_MS = 3_000;
const MAX_BODY_BYTES = 1_000;

/** Set by `POST /_sim/chaos`. Not persisted: a restart is calm. */
const chaosSchema = z.strictObject({ unreachable: z.boolean() });

/**
 * Speaks drand's HTTP API on loopback, on a chain of its own with quicknet's clock. As there, a round's randomness is SHA-256 of
 * its signature; the signature is an HMAC of the round, so that rounds need no storage and survive any kill.
 */
export async function startBeacon(options: BeaconOptions): Promise<RunningService & { readonly url: string }> {
  const { port, key, nowMs = Date.now } = options;
  const chain = chainOf(key);
  let isUnreachable = false;

  function handle({ method, target, body }: JsonRequest): JsonReply {
    if (target === "/healthz") return { status: 200, body: { status: "ok" } };
    if (method === "POST" && target === "/_sim/chaos") return setChaos(body);
    if (isUnreachable) return { status: 503, body: { error: "switched off by /_sim/chaos" } };
    if (target === `/${chain}/info`) return { status: 200, body: info(chain) };
    const wanted = new RegExp(`^/${chain}/public/([1-9]\\d{0,15}|latest)$`).exec(target)?.[1];
    if (method !== "GET" || wanted === undefined) return { status: 404, body: { error: "no such chain or round" } };
    const newest = Math.floor((nowMs() - GENESIS_MS) / PERIOD_MS) + 1;
    const round = wanted === "latest" ? newest : Number(wanted);
    return round > newest ? { status: 425, body: { error: "too early" } } : { status: 200, body: roundOf(key, round) };
  }

  function setChaos(body: Buffer): JsonReply {
    const parsed = chaosSchema.safeParse(attempt(() => JSON.parse(body.toString()) as unknown));
    if (!parsed.success) return { status: 400, body: { error: 'wanted: {"unreachable": true|false}' } };
    isUnreachable = parsed.data.unreachable;
    return { status: 200, body: parsed.data };
  }

  const server = await startJsonServer({ port, maxBodyBytes: MAX_BODY_BYTES, handle });
  return { ...server, url: `http://127.0.0.1:${server.port}` };
}

function info(chain: string): object {
  return { period: PERIOD_MS / 1_000, genesis_time: GENESIS_MS / 1_000, hash: chain };
}

function roundOf(key: string, round: number): object {
  const signature = createHmac("sha256", key).update(String(round)).digest();
  const randomness = createHash("sha256").update(signature).digest("hex");
  return { round, randomness, signature: signature.toString("hex") };
}

function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
