import { parseEventId } from "../../../domain/contract/ids.ts";
import { answerError } from "../answer-error.ts";
import type { Kept } from "../app-env.ts";
import { answerPoll } from "../queue/answer-poll.ts";
import { answerHold, type HoldRoute } from "./answer-hold.ts";
import { RequestTally } from "./request-tally.ts";

const HOLD_ROUTES: Readonly<Record<string, HoldRoute>> = {
  "POST /api/bookings": { name: "POST /api/bookings", owner: "event_id", status: 201 },
  "PATCH /api/seats/select": { name: "PATCH /api/seats/select", owner: "booking_id", status: 200 },
};
const POLL = /^\/api\/events\/(evt_[^/]+)\/queue$/;

type LongWay = (request: Request) => Promise<Response>;

/** The requests that come in their thousands, holds and polls, answered before the router. One per isolate. */
export class HotPath {
  readonly #kept: Kept;
  readonly #tally = new RequestTally(Date.now());

  constructor(kept: Kept) {
    this.#kept = kept;
  }

  /** Undefined for all other requests. Never throws and never rejects, as long as the long way does not. */
  answer(request: Request, longWay: LongWay): Response | Promise<Response> | undefined {
    const startedAtMs = Date.now();
    const kind = request.method === "GET" ? "poll" : "hold";
    const answered = (response: Response): Response => {
      this.#tally.count(kind, response.status, startedAtMs, Date.now());
      return response;
    };
    try {
      const answer = kind === "poll" ? this.#poll(request) : this.#hold(request, longWay);
      if (answer instanceof Response) return answered(answer);
      return answer?.then(answered, (error: unknown) => answered(answerError(this.#kept, error)));
    } catch (error) {
      return answered(answerError(this.#kept, error));
    }
  }

  #poll(request: Request): Response | Promise<Response> | undefined {
    const path = pathOf(request);
    const event = path.endsWith("/queue") ? parseEventId(POLL.exec(path)?.[1] ?? "") : undefined;
    return event && answerPoll(this.#kept, request, event);
  }

  #hold(request: Request, longWay: LongWay): Promise<Response> | undefined {
    const route = HOLD_ROUTES[`${request.method} ${pathOf(request)}`];
    return (
      route &&
      answerHold(this.#kept, request, route, (body) => longWay(new Request(request, { method: request.method, body })))
    );
  }
}

/** With the query, which none of these has. */
function pathOf({ url }: Request): string {
  return url.slice(url.indexOf("/", "https://".length));
}
