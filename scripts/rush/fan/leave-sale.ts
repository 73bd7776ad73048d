import { apiAsk, gone, insist } from "./asking.ts";
import type { Fan, Move, Outcome } from "./move.ts";

/** Gives the pass back, so that somebody else may come in, and goes. */
export function leaveSale(fan: Fan, atMs: number, outcome: Outcome): Move {
  const { pass, sale } = fan;
  if (pass === null) return gone(fan, outcome);
  const path = `/events/${sale.event}/queue/pass`;
  const ask = apiAsk(fan, { step: "leave", method: "DELETE", path, as: { "sluice-pass": pass } });
  return insist(fan, atMs, ask, () => gone(fan, outcome));
}
