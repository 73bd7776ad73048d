import { setTimeout as delay } from "node:timers/promises";
import type { PaymentStartedWire } from "../../../domain/contract/wire/bookings.ts";
import { followPayment } from "./follow-payment.ts";
import { giveBack } from "./give-back.ts";
import { hold } from "./hold.ts";
import type { RememberedBooking } from "./memory.ts";
import { buyAtOnce, startPayment } from "./start-payment.ts";
import type { Visit } from "./visit.ts";

/** A bank that refuses the capture leaves the booking to be paid again. */
const MAX_ATTEMPTS = 3;

/** A buyer's day, from the door to his tickets or to nothing; in a few words how it ended. Throws on a bug only. */
export async function visitSale(visit: Visit): Promise<string> {
  if (visit.person.buysAtOnce) {
    const bought = await buyAtOnce(visit);
    if (bought === undefined) return "got nothing";
    if (visit.person.cancels === "before_payment")
      return giveBack(visit, bought.remembered, "did not want to pay after all");
    return pay(visit, bought.remembered, bought.started, 1);
  }
  const remembered = await hold(visit);
  if (remembered === undefined) return "got nothing";
  if (visit.person.cancels === "before_payment") return giveBack(visit, remembered, "gave back what he held");
  const started = await startPayment(visit, remembered);
  return started === undefined ? "could not start to pay" : pay(visit, remembered, started, 1);
}

async function pay(
  visit: Visit,
  remembered: RememberedBooking,
  started: PaymentStartedWire,
  attempt: number,
): Promise<string> {
  const obstacle = started.payment_url === null ? undefined : await payAtProvider(visit, started, started.payment_url);
  if (obstacle !== undefined) return obstacle;
  const end = await followPayment(visit, remembered);
  if (end === "payable" && attempt < MAX_ATTEMPTS) {
    const again = await startPayment(visit, remembered);
    return again === undefined ? "could not pay again" : pay(visit, remembered, again, attempt + 1);
  }
  if (end !== "paid" || visit.person.cancels !== "after_payment") return ENDS[end];
  return giveBack(visit, remembered, "gave back what he had paid");
}

const ENDS = {
  paid: "has his tickets",
  payable: "was refused by his bank",
  over: "came too late, money back",
  unknown: "did not wait for the end",
} as const;

/** Why he did not pay; undefined when he did, or cannot know. */
async function payAtProvider(
  { person, sale, bank }: Visit,
  { expires_at }: PaymentStartedWire,
  paymentUrl: string,
): Promise<string | undefined> {
  const { pays, random } = person;
  if (pays === "never") return "walked away from the payment page";
  await delay(random.between(100, 800));
  if (pays === "after_decline") await bank.press(sale.provider, "decline", paymentUrl);
  if (pays === "late")
    await delay(Math.max(0, Date.parse(expires_at ?? "") - Date.now() + random.between(-500, 1_500)));
  const method = sale.methods[random.below(sale.methods.length)];
  const isPressed = await bank.press(sale.provider, "pay", paymentUrl, { method });
  return isPressed === false ? "found the payment page closed" : undefined;
}
