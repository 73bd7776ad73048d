/**
 * What to do with money that a provider holds for us, or has taken, one act after the other: a pure decision from all that is
 * known so far. The step `settle-payment` acts, learns one fact more and asks again; a repeat after a death begins with what
 * the database says and comes to the same end (I2).
 *
 * In this order, because a seat can be taken back from a buyer who has not paid, and an authorisation can be voided, but a
 * capture costs a refund: our books, the seats, the capture, the tickets.
 */
import type { Money } from "../money.ts";
import type { PaymentStatus } from "./payment-statuses.ts";

/** What is known; absent: not asked yet. */
export interface Settling {
  readonly status: PaymentStatus;
  readonly isFree: boolean;
  /** What was to be paid. */
  readonly due: Money;
  readonly money: Money & { readonly isCaptured: boolean };
  /** False: another attempt of the booking is open or has paid. */
  readonly isClaimed?: boolean;
  /** `sold`, or the object's reason against it. */
  readonly seats?: "sold" | (string & {});
  readonly isCaptured?: boolean;
}

export type SettleAct =
  /** All is done. */
  | { readonly act: "nothing" }
  /** The money went back before: seats that were confirmed meanwhile are held for nobody. */
  | { readonly act: "free_seats" }
  /** In our books: this attempt is the one whose money buys the booking. */
  | { readonly act: "claim" }
  | { readonly act: "confirm" }
  | { readonly act: "capture" }
  | { readonly act: "complete" }
  /** No money was or will be taken: the booking is payable again. */
  | { readonly act: "reopen"; readonly reason: string }
  /** The money goes back in full; `isFlagged`: staff should look why it came. */
  | { readonly act: "give_back"; readonly reason: string; readonly isFlagged: boolean };

export function settle(known: Settling): SettleAct {
  const { status, due, money } = known;
  switch (status) {
    case "completed":
    case "refunding":
    case "disputed":
    case "charged_back":
      return { act: "nothing" };
    case "voided":
    case "refunded":
      // A free booking ends otherwise: by its own refund.
      return { act: known.isFree ? "nothing" : "free_seats" };
    case "pending":
    case "processing":
    case "authorised":
    case "failed":
    case "expired":
      break;
  }
  if (money.amountMinor !== due.amountMinor || money.currency !== due.currency) {
    return { act: "give_back", reason: "amount_mismatch", isFlagged: true };
  }
  if (known.isClaimed === undefined) return { act: "claim" };
  if (!known.isClaimed) return { act: "give_back", reason: "payment_superseded", isFlagged: false };
  if (known.seats === undefined) return { act: "confirm" };
  if (known.seats !== "sold") return { act: "give_back", reason: known.seats, isFlagged: false };
  if (money.isCaptured || known.isCaptured === true) return { act: "complete" };
  return known.isCaptured === undefined ? { act: "capture" } : { act: "reopen", reason: "capture_refused" };
}
