/**
 * Peer (c), the limit: reads, validates and verifies a hold with the very functions of the product's hot path, hashes what would
 * make a repeat recognisable, and answers a constant. What is missing is what is measured: limits, combining, object, disk.
 * Bundled by `buildLimitWorker`, never deployed.
 */
import { mintUserId } from "../../../domain/contract/ids.ts";
import { createQueueTokens } from "../../../workers/adapters/queue-tokens/create-queue-tokens.ts";
import { knownHolder } from "../../../workers/api/hot-path/known-holder.ts";
import { HOT_HEADERS } from "../../../workers/api/hot-path/hot-headers.ts";
import { readPlainHold } from "../../../workers/api/hot-path/plain-hold.ts";
import { readIdempotencyKey, repeatKeyOf } from "../../../workers/api/middleware/idempotency-key.ts";
import { basicCredentials } from "../../../workers/api/middleware/signed-in.ts";
import { SignIn } from "../../../workers/use-cases/sign-in.ts";

const ROUTE = "POST /api/bookings";
/** As long as a booking of two seats. */
const ANSWER = JSON.stringify({ id: "x".repeat(46), status: "created", filler: "x".repeat(360) });

let kept;

export default {
  fetch(request, env) {
    const { headers } = request;
    kept ??= keptBy(env);
    const key = readIdempotencyKey(headers.get("idempotency-key") ?? "");
    if (key === undefined) return new Response(null, { status: 400 });
    const holder = knownHolder(kept, headers);
    return holder === undefined ? firstTime(request, headers, key) : answer(request, holder, key);
  },
};

function answer(request, holder, key) {
  return request.text().then((text) => {
    const body = JSON.parse(text);
    const hold = readPlainHold(body, "event_id");
    if (hold === undefined) return new Response(null, { status: 400 });
    const repeat = repeatKeyOf(holder.id, ROUTE, key, body);
    return new Response(repeat.scope === "" ? null : ANSWER, { status: 201, headers: HOT_HEADERS });
  });
}

/** Who signs in for the first time is believed, and remembered as the product remembers. */
async function firstTime(request, headers, key) {
  const credentials = basicCredentials(headers.get("authorization") ?? undefined);
  if (credentials === undefined) return new Response(null, { status: 401 });
  await kept.signIn.authenticate({ ...credentials, address: "local" });
  const holder = knownHolder(kept, headers);
  return holder === undefined ? new Response(null, { status: 401 }) : answer(request, holder, key);
}

function keptBy(env) {
  const users = { findByEmail: async (email) => ({ id: mintUserId(Date.now()), email, name: "", passwordHash: "" }) };
  const limiter = { takeAtOnce: () => ({ allowed: true, limit: 1, remaining: 1, resetAtMs: 0 }) };
  return {
    signIn: new SignIn(users, limiter, { verify: () => true }),
    services: { queueTokens: createQueueTokens(env.QUEUE_SIGNING_KEYS) },
  };
}
