import { expandObject } from "./expand-object.ts";
import { parseForm, type FormTree } from "./parse-form.ts";
import { onTheWire, type Simulation } from "./simulation.ts";
import type { StripeObject } from "./stripe-objects.ts";
import { StripeRefusal } from "./stripe-refusal.ts";
import type { KeptAnswer } from "./stripe-store.ts";

export interface ApiRequest {
  readonly method: string;
  readonly path: string;
  readonly body: string;
  readonly idempotencyKey: string | undefined;
}

export interface ApiAnswer {
  readonly status: number;
  readonly body: string;
  readonly replayed: boolean;
}

export type ApiOperation = (form: FormTree) => StripeObject;

/**
 * Does a POST once per idempotency key: effect, webhooks and answer are one transaction, and a repeat gets the answer
 * that was kept. Refusals of parameters are not kept, so that a corrected request may use the key again.
 * https://docs.stripe.com/api/idempotent_requests
 */
export function answerOnce(sim: Simulation, request: ApiRequest, operation: ApiOperation): ApiAnswer {
  const { idempotencyKey: key } = request;
  const fingerprint = `${request.method} ${request.path}\n${request.body}`;
  return sim.store.transaction(() => {
    const kept = key === undefined ? undefined : sim.store.keptAnswer(key);
    if (kept !== undefined) return kept.request === fingerprint ? { ...kept, replayed: true } : keyReused();
    const answer = run(sim, request.body, operation);
    if (key !== undefined && answer.keep) sim.store.keepAnswer(key, { request: fingerprint, ...answer });
    return { ...answer, replayed: false };
  });
}

type Answer = Pick<KeptAnswer, "status" | "body"> & { readonly keep: boolean };

function run(sim: Simulation, body: string, operation: ApiOperation): Answer {
  try {
    const form = parseForm(body);
    const object = onTheWire(sim, operation(form));
    return { status: 200, body: JSON.stringify(expandObject(sim, object, readPaths(form["expand"]))), keep: true };
  } catch (error) {
    if (!(error instanceof StripeRefusal)) throw error;
    const { status, body: refusal } = error;
    return { status, body: JSON.stringify({ error: refusal }), keep: refusal.param === undefined };
  }
}

function readPaths(expand: FormTree[string] | undefined): string[] {
  return Array.isArray(expand) ? expand.filter((path) => typeof path === "string") : [];
}

function keyReused(): ApiAnswer {
  const message = "Keys for idempotent requests can only be used with the same parameters they were first used with.";
  return { status: 400, body: JSON.stringify({ error: { type: "idempotency_error", message } }), replayed: false };
}
