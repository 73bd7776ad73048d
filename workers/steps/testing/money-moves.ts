/** What can happen next in a `MoneyWorld`: buyers, banks, staff, time, and the steps, which may die behind any of their writes. */
import type { PaymentId } from "../../../domain/contract/ids.ts";
import { isOpenStatus } from "../../../domain/payment/payment-statuses.ts";
import { sessionMessage } from "../../../domain/payment/session-message.ts";
import type { OutboxMessage } from "../../../domain/ports/outbox.ts";
import { runInContext } from "../../request-context.ts";
import { runStep } from "../run-step.ts";
import { StepNotFinished } from "../step-error.ts";
import {
  holdByOther,
  initiatePayment,
  othersHasSeat,
  ours,
  releaseByOther,
  tell,
  type Attempt,
  type MoneyWorld,
} from "./money-world.ts";
import { Killed, NotCompleted, portsOf, REFUND, sessionOf, type Faults, type Sabotage } from "./money-ports.ts";

export interface Move {
  readonly name: string;
  readonly next: MoneyWorld;
}

const TRACE = { requestId: "req_sim", traceparent: "00-a-b-01" };
const ATTEMPTS_MAX = 2;

/** Every way on from here. */
export async function movesFrom(world: MoneyWorld, sabotage?: Sabotage): Promise<Move[]> {
  const moves: Move[] = [];
  const move = (name: string, change: (next: MoneyWorld) => void): void => {
    const next = structuredClone(world);
    change(next);
    moves.push({ name, next });
  };
  if (world.attempts.length < ATTEMPTS_MAX) move("the buyer goes to pay", initiatePayment);
  if (world.bookings.length === 1) move("somebody else wants the seat", holdByOther);
  if (othersHasSeat(world)) move("somebody else gives the seat back", releaseByOther);
  if ((ours(world)?.deadlineMs ?? null) !== null) move("the hold ends", endHold);
  for (const [i, attempt] of world.attempts.entries()) addProviderMoves(move, i, attempt);
  if (world.refund === null && world.attempts.some(({ status }) => status === "completed"))
    move("staff refund the booking", requestRefund);
  for (const id of Object.keys(world.outbox)) moves.push(...(await deliveries(world, id, sabotage)));
  return moves;
}

function addProviderMoves(
  move: (name: string, change: (next: MoneyWorld) => void) => void,
  i: number,
  { status, session, money, isAttached }: Attempt,
): void {
  const change = (name: string, set: (attempt: Attempt, next: MoneyWorld) => void): void =>
    move(`${name} (${i})`, (next) => {
      const attempt = next.attempts[i];
      if (attempt !== undefined) set(attempt, next);
    });
  if (status === "pending" && session === "none") {
    change("the provider opens a session", (attempt) => {
      attempt.session = "open";
      attempt.isAttached = true;
    });
    change("the provider opens a session, and we die before we note it", (attempt) => void (attempt.session = "open"));
  }
  if (status === "pending" && session === "open" && !isAttached)
    change("the buyer asks again", (attempt) => void (attempt.isAttached = true));
  // Nobody has the address of a session that we never noted.
  if (session === "open" && money === "none" && isAttached) {
    change("the buyer pays", (attempt, next) => {
      attempt.session = "ended";
      attempt.money = { manual: "authorised", immediate: "captured", delayed: "processing" }[
        next.capture
      ] as "captured";
      hear(next, attempt);
    });
    change("the session ends unpaid", (attempt, next) => {
      attempt.session = "ended";
      hear(next, attempt);
    });
  }
  if (money === "processing") {
    change("the bank says yes", (attempt, next) => {
      attempt.money = "captured";
      hear(next, attempt);
    });
    change("the bank says no", (attempt, next) => {
      attempt.money = "refused";
      tell(next, `failed:${attempt.id}`, { type: "payment.ended", paymentId: attempt.id, outcome: "failed" });
    });
  }
  if (money === "authorised")
    change("the authorisation lapses", (attempt, next) => {
      attempt.money = "lapsed";
      tell(next, `lapsed:${attempt.id}`, { type: "payment.ended", paymentId: attempt.id, outcome: "lapsed" });
    });
  if (status === "completed" || status === "disputed")
    for (const outcome of ["opened", "won", "lost"] as const)
      change(`the bank says: dispute ${outcome}`, ({ id }, next) =>
        tell(next, `dispute:${outcome}:${id}`, { type: "payment.disputed", paymentId: id, outcome, reason: "fraud" }),
      );
}

/** The provider's webhook, or the sweep's question, about a session. */
function hear(world: MoneyWorld, attempt: Attempt): void {
  const message = sessionMessage(sessionOf(attempt), attempt.id);
  if (message !== undefined) tell(world, `${message.type}:${attempt.id}:${attempt.money}`, message);
}

function endHold(world: MoneyWorld): void {
  const booking = ours(world);
  world.nowMs = booking?.deadlineMs ?? world.nowMs;
  announceEnd(world);
}

/** The journal: a booking that is over while somebody may still pay for it. */
function announceEnd(world: MoneyWorld): void {
  const booking = ours(world);
  const open = world.attempts.find(({ status }) => isOpenStatus(status));
  if (booking?.status === "expired" && open !== undefined) {
    tell(world, `booking.expired:${booking.version}:${open.id}`, {
      type: "booking.expired",
      bookingId: booking.id,
      paymentId: open.id,
    });
  }
}

function requestRefund(world: MoneyWorld): void {
  const paid = world.attempts.find(({ status }) => status === "completed");
  if (paid === undefined || world.refund !== null) return;
  paid.status = "refunding";
  world.refund = { of: paid.id, status: "requested" };
  world.ticket = "void";
  tell(world, "refund.requested", { type: "refund.requested", refundId: REFUND });
}

/**
 * A message is delivered: to the end; once more; with a bank that refuses; to a death before or behind each write;
 * and with another delivery, or the world, going on there while this one waits.
 */
async function deliveries(world: MoneyWorld, id: string, sabotage: Sabotage | undefined): Promise<Move[]> {
  const moves: Move[] = [];
  const move = async (name: string, run: (next: MoneyWorld) => Promise<unknown>): Promise<void> => {
    const next = structuredClone(world);
    await run(next);
    moves.push({ name: `${id} ${name}`, next });
  };
  let points = 0;
  await move("is delivered", async (next) => (points = await deliver(next, id, { sabotage })));
  await move("is delivered, and the bank refuses the capture", (next) =>
    deliver(next, id, { sabotage, refusesCapture: true }),
  );
  for (let at = 1; at <= points; at++) {
    await move(`is delivered, killed at ${at}`, (next) => deliver(next, id, { sabotage, killAt: at }));
    for (const other of Object.keys(world.outbox))
      await move(`is delivered, and at ${at} ${other}`, (next) =>
        deliver(next, id, {
          sabotage,
          pause: { at, meanwhile: async () => void (await deliver(next, other, { sabotage })) },
        }),
      );
    for (const [name, change] of Object.entries(MEANWHILE))
      await move(`is delivered, and at ${at} ${name}`, (next) =>
        deliver(next, id, { sabotage, pause: { at, meanwhile: async () => change(next) } }),
      );
  }
  return moves;
}

const MEANWHILE: Readonly<Record<string, (world: MoneyWorld) => void>> = {
  "the hold ends": endHold,
  "the buyer goes to pay": initiatePayment,
  "somebody else wants the seat": holdByOther,
  "somebody else gives the seat back": releaseByOther,
  "staff refund the booking": requestRefund,
};

/** Runs the real step; how many writes it made. One that cannot finish, or is killed, leaves its row. */
async function deliver(world: MoneyWorld, id: string, faults: Faults = {}): Promise<number> {
  const message = world.outbox[id];
  if (message === undefined) return 0;
  const { services, points } = portsOf(world, faults);
  const run = (): Promise<void> =>
    runInContext({ trace: TRACE, waitUntil: () => {} }, () => runStep(services, message, id));
  // What only tells people changes neither money nor seats.
  if (message.type === "booking.paid" || message.type === "refund.done") delete world.outbox[id];
  else
    await run().catch((error: unknown) => {
      if (![Killed, StepNotFinished, NotCompleted].some((known) => error instanceof known)) throw error;
    });
  return points();
}

/** Everybody goes home: no buyer acts any more, banks answer, time passes, and what is left is delivered until nothing is. */
export async function letGo(world: MoneyWorld, bankSays: "yes" | "no", sabotage?: Sabotage): Promise<MoneyWorld> {
  const last = structuredClone(world);
  for (let round = 0; round < 12; round++) {
    for (const attempt of last.attempts) answerOfBank(last, attempt, bankSays);
    endHold(last);
    for (const attempt of last.attempts) sweep(last, attempt);
    const due = Object.keys(last.outbox);
    if (due.length === 0 && round > 2) return last;
    for (const id of due) await deliver(last, id, { sabotage });
  }
  throw new Error(`messages that are never consumed: ${Object.keys(last.outbox).join(", ")}`);
}

function answerOfBank(world: MoneyWorld, attempt: Attempt, says: "yes" | "no"): void {
  if (attempt.money === "processing") {
    attempt.money = says === "yes" ? "captured" : "refused";
    // The webhook is lost: the sweep has to find out.
  }
  if (attempt.session === "open" && attempt.money === "none") attempt.session = "ended";
  if (attempt.status === "disputed") {
    const outcome = says === "yes" ? "lost" : "won";
    const message = { type: "payment.disputed", paymentId: attempt.id, outcome, reason: "decided" } as const;
    tell(world, `dispute:${outcome}:${attempt.id}`, message);
  }
}

/** As `steps/sweep.ts` asks about a quiet payment. */
function sweep(world: MoneyWorld, attempt: Attempt): void {
  if (!isOpenStatus(attempt.status)) return;
  const id: PaymentId = attempt.id;
  const message: OutboxMessage | undefined = attempt.isAttached
    ? sessionMessage(sessionOf(attempt), id)
    : { type: "payment.ended", paymentId: id, outcome: "expired" };
  if (message !== undefined) tell(world, `asked:${id}:${attempt.isAttached}:${message.type}`, message);
}
