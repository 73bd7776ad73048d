import { gateOf } from "../../domain/contract/gate-object.ts";
import type { EventId } from "../../domain/contract/ids.ts";
import type { LiveFeed } from "../../domain/ports/live-feed.ts";
import { ok, type Refusal } from "../../domain/result.ts";
import type { AskingRequest, EventAsker } from "../event/event-asker.ts";
import type { GateCounts } from "./gate-counts.ts";
import { writeLiveRequest } from "./live-request.ts";

/** The live feeds as a Worker sees them. `chance`, 0 ≤ chance < 1, chooses a gate for who is not known. */
export function createLiveFeed(
  asker: EventAsker,
  gateCounts: GateCounts,
  currentRequest: () => AskingRequest,
  chance: () => number = Math.random,
): LiveFeed {
  return {
    async connect(event: EventId, visitor, version) {
      const request = currentRequest();
      const gates = Math.max(1, gateCounts.known(event, request) ?? (await gateCounts.ask(event, request)));
      const gate = visitor === undefined ? Math.floor(chance() * gates) : gateOf(visitor, gates);
      return asker.gate(event, gate, request.trace, async (stub) => {
        const answer = await stub.fetch(writeLiveRequest({ event, gate, visitor: visitor ?? null, version }));
        return answer.status === 101 ? ok(answer) : { ok: false, refusal: await answer.json<Refusal>() };
      });
    },
  };
}
