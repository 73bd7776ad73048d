import type { CommandAnswer, RepeatKey } from "../../../domain/contract/event-object.ts";
import { mintBookingId } from "../../../domain/contract/ids.ts";
import type { RateLimitVerdict } from "../../../domain/ports/rate-limiter.ts";
import { bookingView } from "../../use-cases/booking-view.ts";
import type { Kept } from "../app-env.ts";
import { refused, replayHeaders } from "../booking-answer.ts";
import { readIdempotencyKey, repeatKeyOf } from "../middleware/idempotency-key.ts";
import { limitHeaders, limitProblem } from "../middleware/rate-limited.ts";
import { HOT_HEADERS } from "./hot-headers.ts";
import { knownHolder, type KnownHolder } from "./known-holder.ts";
import { readPlainHold, type PlainHold } from "./plain-hold.ts";

/** A route that takes seats. `name` is what Idempotency-Keys are kept under, the same as on the long way. */
export interface HoldRoute {
  readonly name: string;
  readonly owner: "event_id" | "booking_id";
  readonly status: 200 | 201;
}

/** The limit that the long way's middleware sets too. */
const MAX_BODY_BYTES = 16 * 1_024;

/**
 * A good hold, straight to the object: no router, no schema, no middleware. Undefined,
 * or `longWay` with the body that was read, for whatever is not plain and good: the long way takes it, or says what is wrong.
 */
export function answerHold(
  kept: Kept,
  request: Request,
  route: HoldRoute,
  longWay: (body: string) => Promise<Response>,
): Promise<Response> | undefined {
  const { headers } = request;
  const key = readIdempotencyKey(headers.get("idempotency-key") ?? "");
  const length = Number(headers.get("content-length") ?? Infinity);
  if (key === undefined || length > MAX_BODY_BYTES) return undefined;
  if (headers.get("content-type") !== "application/json") return undefined;
  const holder = knownHolder(kept, headers);
  if (holder === undefined) return undefined;

  return request.text().then((text) => {
    const body = parsed(text);
    const hold = readPlainHold(body, route.owner);
    if (hold === undefined || (holder.pass !== undefined && holder.pass.event !== hold.event)) return longWay(text);
    // Last, because the long way takes its own.
    const verdict = withinLimits(kept, holder);
    if (!verdict.allowed) return limitProblem(verdict);
    const repeat = repeatKeyOf(holder.id, route.name, key, body);
    return execute(kept, holder, hold, repeat).then((answer) => answered(answer, hold, route, verdict));
  });
}

/** The tightest of the buckets, or the first that is empty. */
function withinLimits({ services: { limiter } }: Kept, { buckets }: KnownHolder): RateLimitVerdict {
  let tightest: RateLimitVerdict | undefined;
  for (const [rule, key] of buckets) {
    const verdict = limiter.takeAtOnce(rule, key);
    if (!verdict.allowed) return verdict;
    if (tightest === undefined || verdict.remaining < tightest.remaining) tightest = verdict;
  }
  if (tightest === undefined) throw new Error("nobody is without a bucket");
  return tightest;
}

function execute({ services }: Kept, holder: KnownHolder, hold: PlainHold, repeat: RepeatKey): Promise<CommandAnswer> {
  const { event, booking, seats, best } = hold;
  const { pass } = holder;
  const wanted = {
    buyerId: holder.id,
    repeat,
    seats,
    places: [],
    ...(best === undefined ? {} : { best }),
    ...(pass === undefined ? {} : { pass: { visitor: pass.visitor, number: pass.number } }),
  };
  return services.inventory.execute(
    event,
    booking === null
      ? { type: "create_booking", bookingId: mintBookingId(event, Date.now()), ...wanted }
      : { type: "select", bookingId: booking, ...wanted },
  );
}

function answered(answer: CommandAnswer, hold: PlainHold, route: HoldRoute, verdict: RateLimitVerdict): Response {
  if (!answer.result.ok) return withHeaders(refused(answer.result.refusal, hold.event), limitHeaders(verdict));
  const { status } = route;
  const response = new Response(JSON.stringify(bookingView(answer.result.value)), { status, headers: HOT_HEADERS });
  return withHeaders(response, { ...limitHeaders(verdict), ...replayHeaders(answer.replayed) });
}

function withHeaders(response: Response, headers: Readonly<Record<string, string>>): Response {
  for (const name in headers) response.headers.set(name, headers[name] ?? "");
  return response;
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
