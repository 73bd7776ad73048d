import { PASS_HEADER } from "../../../domain/contract/wire/queue.ts";
import { seatId, type EventId } from "../../../domain/contract/ids.ts";
import { DEMO_PASSWORD, demoUser } from "../../seed/demo-users.ts";
import type { HoldWish } from "../draw-wishes.ts";
import { rawRequest } from "../load/raw-request.ts";

/** How a buyer says who he is: HTTP Basic, or the pass of a queued sale. */
export type Identity = "basic" | "pass";

/** The headers of the nth buyer's requests. */
export type WhoAsks = (buyer: number) => Readonly<Record<string, string>>;

export function bySignIn(event: EventId): WhoAsks {
  return (buyer) => ({ ...signIn(buyer), ...addressOf(event, buyer) });
}

export function byPass(event: EventId, passes: readonly string[]): WhoAsks {
  return (buyer) => ({ [PASS_HEADER]: passes[buyer] ?? "", ...addressOf(event, buyer) });
}

export function signIn(buyer: number): Readonly<Record<string, string>> {
  return { authorization: `Basic ${btoa(`${demoUser(buyer + 1).email}:${DEMO_PASSWORD}`)}` };
}

/** An address for each buyer and event: limits per address are on, and hit nobody who behaves. */
export function addressOf(event: EventId, buyer: number): Readonly<Record<string, string>> {
  return { "cf-connecting-ip": `${event}/${buyer}` };
}

/** A hold of Sluice's, as raw bytes. */
export function holdRequest(event: EventId, who: WhoAsks, { buyer, seats, key }: HoldWish): Buffer {
  return rawRequest({
    method: "POST",
    path: "/api/bookings",
    headers: { ...who(buyer), "idempotency-key": key },
    body: { event_id: event, seat_ids: seats.map((seat) => seatId(event, seat)) },
  });
}
