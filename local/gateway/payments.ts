import { oweWebhook } from "../payments/owe-webhook.ts";
import type { SimulatedWorld } from "../payments/simulated-world.ts";
import { GatewayRefusal } from "./gateway-refusal.ts";
import type { GatewayStore, Payment, PaymentOrder, Refund } from "./gateway-store.ts";

/** What the gateway's operations work on. They run inside a transaction that their caller has opened. */
export interface Gateway extends SimulatedWorld {
  readonly store: GatewayStore;
  readonly hasWebhook: boolean;
}

export function findPayment({ store }: Gateway, id: string): Payment {
  const payment = store.find(id);
  if (payment === undefined) throw new GatewayRefusal(404, "payment_unknown", "There is no such payment.");
  return payment;
}

/** The same order again is the same payment, for ever. */
export function createPayment(gateway: Gateway, order: PaymentOrder): Payment {
  const made = gateway.store.find(order.paymentId);
  if (made === undefined) {
    const payment: Payment = { ...order, status: "NEW", payAtMs: null };
    gateway.store.save(payment);
    return payment;
  }
  const { status: _status, payAtMs: _payAtMs, ...first } = made;
  const isSame = Object.entries(first).every(([name, value]) => order[name as keyof PaymentOrder] === value);
  if (!isSame) throw new GatewayRefusal(409, "payment_differs", "This paymentId was used for another order.");
  return made;
}

/** Nobody can pay any more. What is over is over; what is paid is not cancelled but refunded. */
export function cancelPayment(gateway: Gateway, id: string): Payment {
  const payment = findPayment(gateway, id);
  if (payment.status === "CONFIRMED") {
    throw new GatewayRefusal(409, "already_confirmed", "This payment is confirmed: refund it instead.");
  }
  return payment.status === "NEW" ? change(gateway, payment, "CANCELLED") : payment;
}

/** The same refundId again is the same refund, for ever. */
export function refundPayment(gateway: Gateway, id: string, refundId: string, amountMinor: number): Refund {
  const { store, chaos, nowMs } = gateway;
  const payment = findPayment(gateway, id);
  const made = store.refund(refundId);
  if (made !== undefined) {
    if (made.paymentId === id && made.amountMinor === amountMinor) return made;
    throw new GatewayRefusal(409, "refund_differs", "This refundId was used for another refund.");
  }
  if (payment.status !== "CONFIRMED") throw new GatewayRefusal(409, "not_confirmed", "There is no money to give back.");
  if (amountMinor > payment.amountMinor - refundedMinor(gateway, id)) {
    throw new GatewayRefusal(409, "amount_too_large", "More than what is left of the payment.");
  }
  const refund: Refund = { refundId, amountMinor, status: chaos.take("refuseRefunds") ? "REFUSED" : "DONE" };
  store.addRefund(id, refund);
  if (refund.status === "DONE") store.enter(id, { atMs: nowMs(), kind: "refunded", amountMinor });
  return refund;
}

export function refundedMinor({ store }: Gateway, id: string): number {
  const done = store.refundsOf(id).filter(({ status }) => status === "DONE");
  return done.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
}

/** The buyer pays: this gateway knows no authorising, so the money is taken. */
export function confirmPayment(gateway: Gateway, id: string): Payment {
  const payment = findOpen(gateway, id);
  gateway.store.enter(id, { atMs: gateway.nowMs(), kind: "captured", amountMinor: payment.amountMinor });
  return tell(gateway, change(gateway, payment, "CONFIRMED"));
}

/** The bank says no, or nobody has paid in time. For another try there is another payment. */
export function failPayment(gateway: Gateway, id: string): Payment {
  return tell(gateway, change(gateway, findOpen(gateway, id), "FAILED"));
}

/** As if the buyer had pressed *Pay* after `seconds`, if the payment is still open by then. */
export function payLater(gateway: Gateway, id: string, seconds: number): Payment {
  const waiting: Payment = { ...findOpen(gateway, id), payAtMs: gateway.nowMs() + seconds * 1_000 };
  gateway.store.save(waiting);
  return waiting;
}

/** What time brings: delayed money, and the end of payments that nobody made. */
export function settleDue(gateway: Gateway): void {
  const nowMs = gateway.nowMs();
  for (const { paymentId, payAtMs, expiresAt } of gateway.store.due(nowMs)) {
    if (payAtMs !== null && payAtMs <= nowMs && payAtMs < Date.parse(expiresAt)) confirmPayment(gateway, paymentId);
    else failPayment(gateway, paymentId);
  }
}

function findOpen(gateway: Gateway, id: string): Payment {
  const payment = findPayment(gateway, id);
  if (payment.status !== "NEW") throw new GatewayRefusal(409, "not_open", `This payment is ${payment.status}.`);
  return payment;
}

function change({ store }: Gateway, payment: Payment, status: Payment["status"]): Payment {
  const changed: Payment = { ...payment, status, payAtMs: null };
  store.save(changed);
  return changed;
}

/** A payment is told of once, so its id is the event's. */
function tell(gateway: Gateway, payment: Payment): Payment {
  if (gateway.hasWebhook) oweWebhook(gateway, gateway.store.webhooks, payment.paymentId);
  return payment;
}
