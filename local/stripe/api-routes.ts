import { Hono, type Context } from "hono";
import type { Connection } from "../process/serve-fetch.ts";
import { answerOnce, type ApiOperation } from "./answer-once.ts";
import { createSession, expireSession, findSession } from "./checkout-sessions.ts";
import { expandObject } from "./expand-object.ts";
import { cancelIntentByApi, captureIntent, findIntent } from "./payment-intents.ts";
import { createRefund, findRefund } from "./refunds.ts";
import { mintId, onTheWire, STRIPE_API_VERSION, type Simulation } from "./simulation.ts";
import type { ObjectKind, StripeEvent, StripeObject, StripeObjects } from "./stripe-objects.ts";
import { missing, StripeRefusal } from "./stripe-refusal.ts";

type ApiContext = Context<{ Bindings: Connection }>;
const PAGE_SIZE = 10;
const PAGE_SIZE_MAX = 100;

/** Stripe's API under /v1, as far as a shop with Checkout needs it. `changed` is called after every write. */
export function apiRoutes(sim: Simulation, secretKey: string, changed: () => void): Hono<{ Bindings: Connection }> {
  const api = new Hono<{ Bindings: Connection }>();

  api.use(async (c, next) => {
    c.header("request-id", mintId("req"));
    c.header("stripe-version", c.req.header("stripe-version") ?? STRIPE_API_VERSION);
    const authorization = c.req.header("authorization");
    if (authorization === `Bearer ${secretKey}`) return next();
    const given = authorization === undefined ? "You did not provide an API key." : "Invalid API Key provided.";
    return c.json({ error: { type: "invalid_request_error", message: given } }, 401);
  });

  const write = (operation: (id: string) => ApiOperation) => async (c: ApiContext) => {
    const body = await c.req.text();
    const { method, path } = c.req;
    const request = { method, path, body, idempotencyKey: c.req.header("idempotency-key") };
    const answer = answerOnce(sim, request, operation(c.req.param("id") ?? ""));
    changed();
    if (answer.replayed) c.header("idempotent-replayed", "true");
    if (request.idempotencyKey !== undefined) c.header("idempotency-key", request.idempotencyKey);
    return sendJson(c, answer.status, answer.body);
  };
  const read = (find: (id: string) => StripeObject) => (c: ApiContext) => {
    const object = onTheWire(sim, find(c.req.param("id") ?? ""));
    return c.json(expandObject(sim, object, expandPaths(c)));
  };

  api.post(
    "/checkout/sessions",
    write(() => (form) => createSession(sim, form)),
  );
  api.post(
    "/checkout/sessions/:id/expire",
    write((id) => () => expireSession(sim, id)),
  );
  api.post(
    "/payment_intents/:id/capture",
    write((id) => (form) => captureIntent(sim, id, form)),
  );
  api.post(
    "/payment_intents/:id/cancel",
    write((id) => (form) => cancelIntentByApi(sim, id, form)),
  );
  api.post(
    "/refunds",
    write(() => (form) => createRefund(sim, form)),
  );

  api.get(
    "/checkout/sessions/:id",
    read((id) => findSession(sim, id)),
  );
  api.get(
    "/payment_intents/:id",
    read((id) => findIntent(sim, id)),
  );
  api.get(
    "/refunds/:id",
    read((id) => findRefund(sim, id)),
  );
  api.get(
    "/events/:id",
    read((id) => findEvent(sim, id)),
  );

  api.get("/checkout/sessions", (c) => {
    const { payment_intent: intent, status } = c.req.query();
    const matches = (session: StripeObjects["checkout.session"]) =>
      (intent === undefined || session.payment_intent === intent) &&
      (status === undefined || session.status === status);
    return c.json(listPage(sim, c, "checkout.session", matches));
  });
  api.get("/payment_intents", (c) => c.json(listPage(sim, c, "payment_intent", () => true)));
  api.get("/disputes", (c) => {
    const intent = c.req.query("payment_intent");
    return c.json(listPage(sim, c, "dispute", (dispute) => intent === undefined || dispute.payment_intent === intent));
  });
  api.get("/refunds", (c) => {
    const intent = c.req.query("payment_intent");
    return c.json(listPage(sim, c, "refund", (refund) => intent === undefined || refund.payment_intent === intent));
  });
  api.get("/events", (c) => {
    const types = [...(c.req.queries("type") ?? []), ...listParameter(c, "types")];
    return c.json(listPage(sim, c, "event", (event) => types.length === 0 || types.includes(event.type)));
  });

  api.all("*", (c) => {
    const message = `Unrecognized request URL (${c.req.method}: ${c.req.path}).`;
    return c.json({ error: { type: "invalid_request_error", message } }, 404);
  });
  api.onError((error, c) => {
    if (error instanceof StripeRefusal) return sendJson(c, error.status, JSON.stringify({ error: error.body }));
    console.error(error);
    return c.json({ error: { type: "api_error", message: "The simulator has a bug: see its log." } }, 500);
  });
  return api;
}

function findEvent(sim: Simulation, id: string): StripeEvent {
  const event = sim.store.find("event", id);
  if (event === undefined) throw missing("event", id);
  return event;
}

/** Newest first; `limit` and `starting_after` as for every list of Stripe. */
function listPage<K extends ObjectKind>(
  sim: Simulation,
  c: ApiContext,
  kind: K,
  matches: (object: StripeObjects[K]) => boolean,
): object {
  const limit = Math.min(Number(c.req.query("limit") ?? PAGE_SIZE) || PAGE_SIZE, PAGE_SIZE_MAX);
  const found: object[] = [];
  for (const object of sim.store.list(kind, c.req.query("starting_after"))) {
    if (matches(object)) found.push(onTheWire(sim, object));
    if (found.length > limit) break;
  }
  const page = { object: "list", data: found.slice(0, limit), has_more: found.length > limit, url: c.req.path };
  return expandObject(sim, page, expandPaths(c));
}

function expandPaths(c: ApiContext): string[] {
  return listParameter(c, "expand");
}

/** `expand[0]=a&expand[1]=b`, or `expand[]=a`. */
function listParameter(c: ApiContext, name: string): string[] {
  const query = Object.entries(c.req.queries());
  return query.filter(([key]) => key.startsWith(`${name}[`)).flatMap(([, values]) => values);
}

function sendJson(c: Context, status: number, body: string): Response {
  c.header("content-type", "application/json");
  return c.newResponse(body, status as 200);
}
