import { lapse } from "./bank-actions.ts";
import { pay } from "./buyer-actions.ts";
import { expireSession, findSession } from "./checkout-sessions.ts";
import { findIntent } from "./payment-intents.ts";
import type { Simulation } from "./simulation.ts";
import type { CheckoutSession } from "./stripe-objects.ts";

/** What time brings: delayed money that is due, the end of sessions whose time is over, authorisations that lapse. */
export function settleDue(sim: Simulation): void {
  const nowMs = sim.nowMs();
  for (const id of sim.store.sessionsDue(nowMs)) {
    const session = findSession(sim, id);
    sim.store.clearTimer(id);
    const { payAtMs } = session.sim;
    if (session.status === "complete") lapseUncaptured(sim, session);
    else if (payAtMs !== null && payAtMs <= nowMs && payAtMs < session.expires_at * 1_000) pay(sim, id);
    else expireSession(sim, id);
  }
}

function lapseUncaptured(sim: Simulation, { id, payment_intent }: CheckoutSession): void {
  if (payment_intent !== null && findIntent(sim, payment_intent).status === "requires_capture") lapse(sim, id);
}
