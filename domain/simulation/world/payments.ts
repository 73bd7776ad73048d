/**
 * The provider, and the saga's settling of payments (workers/steps/settle-payment.ts) with Postgres and the queue behind it:
 * what has to be said to the object is said until it answers, and may be said twice.
 */
import type { BookingSnapshot, Command, CommandAnswer } from "../../contract/event-object.ts";
import type { BookingId, PaymentId } from "../../contract/ids.ts";
import type { Surroundings } from "./surroundings.ts";
import { insist } from "./violation.ts";

type PaymentStatus =
  | "open"
  | "processing"
  | "declined"
  | "authorised"
  | "captured"
  | "capture_refused"
  | "voided"
  | "refunded";

export interface Payment {
  readonly id: PaymentId;
  readonly booking: BookingId;
  readonly amountMinor: number;
  /** What it was to pay for, as text. */
  readonly seats: string;
  /** The provider says so, each time that it is asked. */
  readonly refusesCapture: boolean;
  readonly acceptsEqualSeats: boolean;
  status: PaymentStatus;
}

const RETRY_AFTER_MS = 900;

export class Payments {
  readonly #world: Surroundings;
  readonly #all = new Map<PaymentId, Payment>();

  constructor(world: Surroundings) {
    this.#world = world;
  }

  get all(): readonly Payment[] {
    return [...this.#all.values()];
  }

  /** A checkout was answered; the buyer is sent to the provider. What he does there is up to the dice. */
  begin({ id: booking, paymentId, totalMinor, seats }: BookingSnapshot): void {
    if (paymentId === null || this.#all.has(paymentId)) return;
    const { dice, agenda } = this.#world;
    const payment: Payment = {
      id: paymentId,
      booking,
      amountMinor: totalMinor,
      seats: JSON.stringify(seats),
      refusesCapture: dice.chance(0.1),
      acceptsEqualSeats: dice.chance(0.7),
      status: "open",
    };
    this.#all.set(paymentId, payment);
    const afterMs = dice.chance(0.6) ? dice.int(200, 3_000) : dice.int(5_000, 14_000);
    const way = dice.pick(["pays", "pays", "pays", "pays", "by a slow method", "declined", "gives up"]);
    if (way === "gives up") return;
    if (way === "by a slow method") return this.#paySlowly(payment, afterMs);
    agenda.in(afterMs, "the provider speaks of a payment", () => {
      payment.status = way === "pays" ? "authorised" : "declined";
      this.#step(payment);
      // Another card on the same page.
      if (way === "declined" && dice.chance(0.4)) {
        agenda.in(dice.int(300, 5_000), "the provider speaks again of a payment", () => {
          payment.status = "authorised";
          this.#step(payment);
        });
      }
    });
  }

  /** The bank is asked at once or late, and answers at once or late; the seats are kept for as long as it usually takes. */
  #paySlowly(payment: Payment, afterMs: number): void {
    const { dice, agenda } = this.#world;
    agenda.in(afterMs, "the provider says that a bank was asked", () => {
      payment.status = "processing";
      const untilMs = this.#world.workerNowMs() + dice.int(1_000, 20_000);
      const command: Command = { type: "await_money", bookingId: payment.booking, paymentId: payment.id, untilMs };
      this.#tell(command, ({ result }) => this.#world.note(`await_money: ${result.ok ? "ok" : result.refusal.reason}`));
    });
    agenda.in(afterMs + dice.int(500, 20_000), "the bank answers", () => {
      payment.status = dice.chance(0.8) ? "authorised" : "declined";
      this.#step(payment);
    });
  }

  /** At least once: a step comes again now and then. */
  #step(payment: Payment): void {
    const { dice, agenda } = this.#world;
    const step =
      payment.status === "declined" ? (): void => this.#reopen(payment, undefined) : (): void => this.#settle(payment);
    step();
    if (this.#world.strikes("doubled_messages", 0.2)) agenda.in(dice.int(50, 2_500), "a step again", step);
  }

  #settle(payment: Payment): void {
    if (payment.status === "voided" || payment.status === "capture_refused") return this.#reopen(payment, true);
    if (payment.status !== "authorised") return;
    const equalSeats = payment.acceptsEqualSeats ? { acceptsEqualSeats: true as const } : {};
    const command: Command = { type: "confirm", bookingId: payment.booking, paymentId: payment.id, ...equalSeats };
    this.#tell(command, ({ result }) => {
      if (payment.status !== "authorised") return this.#settle(payment);
      if (!result.ok) {
        this.#world.note(`money given back: ${result.refusal.reason}`);
        payment.status = "voided";
        return this.#reopen(payment, true);
      }
      const { status, paymentId, totalMinor, seats } = result.value;
      if (JSON.stringify(seats) !== payment.seats) this.#world.note("equal seats");
      insist(status === "confirmed" && paymentId === payment.id, "I2", () => `confirmed as ${status} by ${paymentId}`);
      insist(totalMinor === payment.amountMinor, "I2", () => `${payment.amountMinor} was paid for ${totalMinor}`);
      payment.status = payment.refusesCapture ? "capture_refused" : "captured";
      this.#world.note(`payment ${payment.status}`);
      if (payment.refusesCapture) return this.#reopen(payment, true);
      if (this.#world.dice.chance(0.08)) {
        const later = this.#world.dice.int(500, 4_000);
        this.#world.agenda.in(later, "staff refund a booking", () => this.#refund(payment));
      }
    });
  }

  #refund(payment: Payment): void {
    this.#tell({ type: "revoke", bookingId: payment.booking }, ({ result }) => {
      insist(result.ok, "I2", () => `a captured booking cannot be revoked: ${JSON.stringify(result)}`);
      payment.status = "refunded";
    });
  }

  #reopen({ booking, id }: Payment, evenIfConfirmed: true | undefined): void {
    const more = evenIfConfirmed === true ? { evenIfConfirmed } : {};
    this.#tell({ type: "reopen", bookingId: booking, paymentId: id, ...more }, () => undefined);
  }

  /** Until there is an answer; the first one counts. */
  #tell(command: Command, onAnswer: (answer: CommandAnswer) => void): void {
    const { agenda } = this.#world;
    let isAnswered = false;
    const ask = (): void => {
      if (isAnswered) return;
      this.#world.send(`the saga's ${command.type}`, () => {
        if (isAnswered && !this.#world.has("late_confirmations")) return;
        const answers = this.#world.atObject((shell, nowMs) => shell.execute([command], nowMs));
        const [answer] = answers ?? [];
        if (answer === undefined) return;
        this.#world.send(`the answer to the saga's ${command.type}`, () => {
          if (isAnswered) return;
          isAnswered = true;
          onAnswer(answer);
        });
      });
      agenda.in(RETRY_AFTER_MS, "the saga asks again", ask);
    };
    ask();
  }
}
