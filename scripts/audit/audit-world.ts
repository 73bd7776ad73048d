import { checkCopies } from "./checks/check-copies.ts";
import { checkEventEnd } from "./checks/check-event-end.ts";
import { checkHouse } from "./checks/check-house.ts";
import { checkMoney } from "./checks/check-money.ts";
import { checkPayments } from "./checks/check-payments.ts";
import { checkRefunds } from "./checks/check-refunds.ts";
import { checkSales } from "./checks/check-sales.ts";
import { checkSteps } from "./checks/check-steps.ts";
import { checkTickets } from "./checks/check-tickets.ts";
import { checkUnknownMoney } from "./checks/check-unknown-money.ts";
import { indexLedger, joinEvent } from "./join-event.ts";
import type { Remark } from "./remark.ts";
import type { World } from "./world.ts";

export interface Findings {
  readonly findings: readonly Remark[];
  /** Young enough that whoever is at it may still finish. */
  readonly underWay: readonly Remark[];
}

const CHECKS = [
  checkHouse,
  checkCopies,
  checkSales,
  checkTickets,
  checkPayments,
  checkMoney,
  checkRefunds,
  checkEventEnd,
];

/** Every difference in the world, each by name. Pure. */
export function auditWorld(world: World, patienceMs: number): Findings {
  const remarks = [...remarksAbout(world)];
  const isYoung = ({ sinceMs, dueMs = sinceMs }: Remark): boolean =>
    dueMs !== undefined && world.atMs <= dueMs + patienceMs;
  return {
    findings: remarks.filter((remark) => !isYoung(remark)),
    underWay: remarks.filter(isYoung),
  };
}

function* remarksAbout(world: World): Generator<Remark> {
  const ledger = indexLedger(world.ledger);
  for (const event of world.events) {
    const joined = joinEvent(event, world, ledger);
    for (const check of CHECKS) yield* check(joined);
  }
  yield* checkSteps(world);
  yield* checkUnknownMoney(world);
}
