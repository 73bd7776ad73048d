/**
 * Everything that the auditor can find, once: a stable code, the invariant that it breaks (numbered as in the README), and
 * what it means. `underWay` is what the same thing is called while it is young: work that somebody is at.
 */
export interface FindingKind {
  readonly invariant: "I1" | "I2" | "I3" | "I6" | "I7" | "I8";
  readonly meaning: string;
  readonly underWay?: string;
}

export const FINDING_KINDS = {
  // The house, by the object alone
  seat_owned_twice: { invariant: "I1", meaning: "Two bookings of the object own one seat" },
  area_over_capacity: { invariant: "I1", meaning: "An area has more owners than places" },
  counts_do_not_add_up: { invariant: "I1", meaning: "free + held + reserved + sold + blocked is not the capacity" },
  counts_differ: { invariant: "I1", meaning: "The object's counts are not those of its bookings" },
  buyer_over_limit: { invariant: "I8", meaning: "A buyer has more than the event's limit" },
  hold_overdue: { invariant: "I6", meaning: "A hold is over and stands all the same", underWay: "holds" },

  // The object and its copy in Postgres
  journal_lag: { invariant: "I7", meaning: "Postgres did not hear of what the object did" },
  object_behind: { invariant: "I3", meaning: "Postgres knows more of a booking than the object: it has forgotten" },
  booking_forgotten: { invariant: "I3", meaning: "A booking of Postgres is not in the object" },
  copies_differ: { invariant: "I3", meaning: "Object and Postgres differ about a booking at the same version" },
  total_differs: { invariant: "I2", meaning: "A booking's total is not the sum of its items" },

  // Bookings, payments and tickets
  confirmed_unpaid: {
    invariant: "I2",
    meaning: "Seats are sold for which nobody has paid",
    underWay: "bookings on their way back",
  },
  paid_unconfirmed: { invariant: "I2", meaning: "A payment counts as paid, and its seats are not sold" },
  money_without_tickets: { invariant: "I2", meaning: "Somebody has paid and has no ticket" },
  tickets_differ: { invariant: "I2", meaning: "The tickets are not for what was bought" },
  ended_with_tickets: { invariant: "I2", meaning: "Tickets are good whose booking is not" },
  ticket_of_nobody: { invariant: "I2", meaning: "A ticket is good that belongs to no booking of its event" },
  disputed_ticket_valid: { invariant: "I2", meaning: "A disputed payment's ticket opens the door" },
  seat_ticketed_twice: { invariant: "I1", meaning: "A seat has two tickets" },
  amount_differs: { invariant: "I2", meaning: "A payment is not about the booking's total" },
  two_open_attempts: { invariant: "I2", meaning: "A booking can be paid twice" },
  payment_status_differs: { invariant: "I2", meaning: "The booking's row says something else than its newest payment" },
  payment_stuck: { invariant: "I2", meaning: "A payment sleeps before its end", underWay: "open payments" },
  trail_broken: {
    invariant: "I2",
    meaning: "A payment was changed without a row in the audit trail, or a row is gone",
  },

  // Payments and the providers' ledgers
  charged_twice: {
    invariant: "I2",
    meaning: "A buyer's money was taken twice for one booking",
    underWay: "second payments",
  },
  payment_without_money: { invariant: "I2", meaning: "A payment counts as paid, and no ledger knows of money" },
  captured_differs: { invariant: "I2", meaning: "The ledger has taken another sum than the payment says" },
  authorisation_left_open: {
    invariant: "I2",
    meaning: "A buyer's money stays blocked for nothing",
    underWay: "late authorisations",
  },
  money_kept: {
    invariant: "I2",
    meaning: "A payment ended without money, and the ledger keeps some",
    underWay: "late money",
  },
  money_unnoticed: { invariant: "I2", meaning: "Money came and nobody saw it", underWay: "money on its way in" },
  money_unknown: { invariant: "I2", meaning: "A ledger has money of ours that belongs to no payment" },
  dispute_differs: {
    invariant: "I2",
    meaning: "Ledger and Postgres differ about a dispute",
    underWay: "disputes on their way",
  },

  // Refunds
  refund_sum_differs: { invariant: "I2", meaning: "What a payment says was refunded is not the sum of its refunds" },
  refund_differs_in_ledger: { invariant: "I2", meaning: "The ledger has given back another sum than the refunds say" },
  refund_out_of_step: { invariant: "I2", meaning: "A refund and its payment say different things" },
  refund_stuck: { invariant: "I2", meaning: "Money that was promised back does not go", underWay: "refunds" },

  // Steps and whole events
  step_unconsumed: { invariant: "I7", meaning: "A domain event has had no effect", underWay: "steps" },
  step_dead: { invariant: "I7", meaning: "A domain event was given up: npm run dlq" },
  paid_unannounced: { invariant: "I7", meaning: "A paid booking was never told to its buyer" },
  webhook_lost: { invariant: "I7", meaning: "A webhook was acknowledged and lost" },
  cancelled_but_paid: {
    invariant: "I2",
    meaning: "The event is cancelled and done, and somebody did not get his money",
    underWay: "payments of cancelled events",
  },
  cancellation_stalled: {
    invariant: "I7",
    meaning: "A cancelled event's refunds are not being made",
    underWay: "cancellations",
  },
} as const satisfies Record<string, FindingKind>;

export type FindingCode = keyof typeof FINDING_KINDS;

export function kindOf(code: FindingCode): FindingKind {
  return FINDING_KINDS[code];
}
