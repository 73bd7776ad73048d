/**
 * QStash's v2 protocol, as far as Sluice and its operators use it:
 *   POST /v2/publish/<url>     {messageId, url}, or 202 with `deduplicated`
 *   POST /v2/batch             [{destination, headers, body}, …] → one answer each
 *   GET|DELETE /v2/messages/<id>
 *   GET /v2/dlq, POST /v2/dlq/retry?dlqIds=…, DELETE /v2/dlq/<id>
 *   GET /v2/keys, POST /v2/keys/rotate
 * and, which QStash has not, POST /chaos (see chaos.ts) and GET /deliveries {pending, acknowledged}. All with `Authorization: Bearer <token>`.
 */
import { z } from "zod";
import { bearsToken } from "../process/bears-token.ts";
import type { JsonReply, JsonRequest } from "../process/json-server.ts";
import { chaosSchema } from "./chaos.ts";
import type { Clock, Delivery } from "./delivery.ts";
import type { DeadLetter, Message, NewMessage } from "./message.ts";
import type { MessageStore } from "./message-store.ts";
import { BadMessage, parseMessage } from "./parse-message.ts";
import type { SigningKeys } from "./signing-keys.ts";

const batchSchema = z.array(
  z.object({
    destination: z.string(),
    headers: z.record(z.string(), z.string()).default({}),
    body: z.string().default(""),
  }),
);

export interface QStash {
  readonly store: MessageStore;
  readonly delivery: Delivery;
  readonly keys: SigningKeys;
  readonly clock: Clock;
}

const NOT_FOUND: JsonReply = { status: 404, body: { error: "not found" } };

export function createQStashApi(qstash: QStash, token: string): (request: JsonRequest) => JsonReply {
  return (request) => {
    if (!bearsToken(request.headers, token)) return { status: 401, body: { error: "unauthorized" } };
    try {
      return route(qstash, request);
    } catch (error) {
      const refused = error instanceof BadMessage || error instanceof z.ZodError || error instanceof SyntaxError;
      if (!refused) throw error;
      return { status: 400, body: { error: error.message } };
    }
  };
}

function route(qstash: QStash, request: JsonRequest): JsonReply {
  const { method, target } = request;
  const [path = "", query = ""] = target.split("?");
  const publishTo = /^\/v2\/publish\/(.+)$/.exec(target)?.[1];
  if (method === "POST" && publishTo !== undefined) {
    return publish(qstash, publishTo, flat(request.headers), request.body.toString("utf8"));
  }
  const message = /^\/v2\/messages\/([^/]+)$/.exec(path)?.[1];
  if (message !== undefined) return messageRoute(qstash, method, message);
  const letter = /^\/v2\/dlq\/([^/]+)$/.exec(path)?.[1];
  if (method === "DELETE" && letter !== undefined) return { status: qstash.store.removeDeadLetter(letter) ? 200 : 404 };

  switch (`${method} ${path}`) {
    case "POST /v2/batch":
      return { status: 200, body: batch(qstash, request.body) };
    case "GET /v2/dlq":
      return { status: 200, body: { messages: qstash.store.deadLetters().map(view) } };
    case "POST /v2/dlq/retry":
      return { status: 200, body: { responses: retryDead(qstash, new URLSearchParams(query).getAll("dlqIds")) } };
    case "POST /v2/keys/rotate":
      qstash.keys.rotate();
      return { status: 200, body: { current: qstash.keys.current, next: qstash.keys.next } };
    case "GET /v2/keys":
      return { status: 200, body: { current: qstash.keys.current, next: qstash.keys.next } };
    case "POST /chaos":
      qstash.delivery.chaos = chaosSchema.parse(JSON.parse(request.body.toString("utf8")));
      return { status: 200, body: qstash.delivery.chaos };
    case "GET /deliveries":
      return { status: 200, body: { pending: qstash.store.all().length, acknowledged: qstash.store.acknowledged() } };
    default:
      return NOT_FOUND;
  }
}

function publish(qstash: QStash, url: string, headers: Record<string, string>, body: string): JsonReply {
  const [answer] = acceptAll(qstash, [parseMessage(url, headers, body, qstash.clock.now())]);
  return { status: answer?.deduplicated === true ? 202 : 200, body: answer };
}

/** Each message stands for itself: one that is refused says so in its place. */
function batch(qstash: QStash, body: Buffer): unknown[] {
  const drafts = batchSchema.parse(JSON.parse(body.toString("utf8"))).map((one) => {
    try {
      return parseMessage(one.destination, flat(one.headers), one.body, qstash.clock.now());
    } catch (error) {
      if (error instanceof BadMessage) return { error: error.message };
      throw error;
    }
  });
  const accepted = acceptAll(
    qstash,
    drafts.filter((draft) => "message" in draft),
  ).values();
  return drafts.map((draft) => ("message" in draft ? accepted.next().value : draft));
}

interface Accepted {
  readonly messageId: string;
  readonly url: string;
  readonly deduplicated?: true;
}

function acceptAll({ store, delivery }: QStash, drafts: readonly NewMessage[]): Accepted[] {
  const accepted = store.accept(drafts);
  return drafts.map(({ message }, i) => {
    const { id, duplicate } = accepted[i] ?? { id: message.id, duplicate: false };
    if (duplicate) return { messageId: id, url: message.url, deduplicated: true };
    delivery.schedule(message);
    return { messageId: id, url: message.url };
  });
}

function messageRoute({ store, delivery }: QStash, method: string, id: string): JsonReply {
  if (method === "GET") {
    const message = store.find(id);
    return message === undefined ? NOT_FOUND : { status: 200, body: view(message) };
  }
  if (method !== "DELETE" || !store.remove(id)) return NOT_FOUND;
  delivery.cancel(id);
  return { status: 202, body: { cancelled: 1 } };
}

/** Dead letters go out again as the messages that they were; all of them when none is named. */
function retryDead({ store, delivery, clock }: QStash, dlqIds: readonly string[]): { messageId: string }[] {
  const wanted = store.deadLetters().filter(({ dlqId }) => dlqIds.length === 0 || dlqIds.includes(dlqId));
  return wanted.map(({ dlqId, responseStatus: _status, responseBody: _body, ...message }) => {
    const again = { ...message, retried: 0, dueAtMs: clock.now() };
    store.save(again);
    store.removeDeadLetter(dlqId);
    delivery.schedule(again);
    return { messageId: message.id };
  });
}

function view(message: Message | DeadLetter): Record<string, unknown> {
  const { id, headers, createdAtMs, dueAtMs, ...rest } = message;
  return { ...rest, messageId: id, header: headers, createdAt: createdAtMs, notBefore: dueAtMs };
}

function flat(headers: Readonly<Record<string, string | string[] | undefined>>): Record<string, string> {
  const single: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers))
    if (value !== undefined) single[name.toLowerCase()] = String(value);
  return single;
}
