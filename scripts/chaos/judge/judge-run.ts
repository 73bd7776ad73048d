import { setTimeout as delay } from "node:timers/promises";
import type { EventId } from "../../../domain/contract/ids.ts";
import { auditSources } from "../../audit/audit-sources.ts";
import { lookAtWorld } from "../../audit/read/look-at-world.ts";
import { runAudit } from "../../audit/run-audit.ts";
import type { WorkerVariables } from "../../start/worker-variables.ts";
import type { Memory } from "../crowd/memory.ts";
import { readBooks } from "./books.ts";
import { judgeMemory } from "./judge-memory.ts";
import { judgeRepeats } from "./judge-repeats.ts";
import { judgeTickets } from "./judge-tickets.ts";

export interface Judgement {
  /** How many of what were held against something else. */
  readonly compared: {
    readonly bookings: number;
    readonly acknowledged: number;
    readonly repeats: number;
    readonly tickets: number;
  };
  /** In words, by who found them. */
  readonly differences: {
    readonly audit: readonly string[];
    readonly answers: readonly string[];
    readonly repeats: readonly string[];
    readonly tickets: readonly string[];
  };
}

/** Holds all that was answered, and all that is written, against each other. At rest: nothing may be under way any more. */
export async function judgeRun(
  variables: WorkerVariables,
  events: readonly EventId[],
  memory: Memory,
): Promise<Judgement> {
  await judgeRepeats(memory);
  const sources = auditSources(variables);
  const audit = await runAudit(
    { events: null, patienceMs: 0 },
    { look: (only) => lookAtWorld(sources, only), pause: (ms) => delay(ms), nowMs: Date.now },
  );
  const books = await readBooks(variables.DATABASE_URL, events);
  return {
    compared: {
      bookings: books.length,
      acknowledged: memory.bookings.size,
      repeats: memory.compared,
      tickets: books.reduce((sum, { tickets }) => sum + tickets.length, 0),
    },
    differences: {
      audit: audit.findings.map(({ code, says }) => `${code}: ${says}`),
      answers: judgeMemory(memory.bookings.values(), books, memory.cancelledEvents),
      repeats: memory.contradictions,
      tickets: judgeTickets(books, variables.TICKET_SIGNING_KEY),
    },
  };
}
