import { setTimeout as delay } from "node:timers/promises";
import type { z } from "zod";
import type { paymentStatusSchema } from "../../../domain/contract/wire/bookings.ts";
import { OPEN_STATUSES, PAID_STATUSES, type PaymentStatus } from "../../../domain/payment/payment-statuses.ts";
import { isGood } from "./caller.ts";
import type { RememberedBooking } from "./memory.ts";
import type { Visit } from "./visit.ts";

type PaymentStatusWire = z.infer<typeof paymentStatusSchema>;

const FIRST_LOOK_MS = 300;
const LONGEST_LOOK_MS = 3_000;
/** People ask for so long; a payment that hangs is found by the judges. */
const MAX_LOOKS = 20;

/** Looks until the payment has come to an end: `payable`, when no money was taken and the booking waits for another attempt. */
export async function followPayment(
  { caller }: Visit,
  remembered: RememberedBooking,
): Promise<"paid" | "payable" | "over" | "unknown"> {
  const look = { method: "GET", path: `/bookings/${remembered.booking}/payment-status` } as const;
  for (let looks = 0; looks < MAX_LOOKS; looks++) {
    await delay(Math.min(LONGEST_LOOK_MS, FIRST_LOOK_MS * 1.5 ** looks));
    const reply = await caller.insist(look);
    if (reply === undefined || !isGood(reply)) return "unknown";
    const { status, payment } = reply.body as PaymentStatusWire;
    if (status === "paid" || isOneOf(PAID_STATUSES, payment?.status)) {
      remembered.wasToldPaid = true;
      return "paid";
    }
    if (payment === null || isOneOf(OPEN_STATUSES, payment.status)) continue;
    return payment.status === "failed" && status === "pending_payment" ? "payable" : "over";
  }
  return "unknown";
}

function isOneOf(statuses: readonly PaymentStatus[], status: PaymentStatus | undefined): boolean {
  return status !== undefined && statuses.includes(status);
}
