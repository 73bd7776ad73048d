import { setTimeout as delay } from "node:timers/promises";
import type { EventId } from "../../domain/contract/ids.ts";
import { MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import type { Account } from "../rush/fan/move.ts";
import { openAccounts } from "../rush/open-rush.ts";
import { Random } from "../rush/random.ts";
import { Adversary } from "./adversary.ts";
import type { ChaosOptions } from "./chaos-options.ts";
import { Caller } from "./crowd/caller.ts";
import { Crowd } from "./crowd/crowd.ts";
import { Memory } from "./crowd/memory.ts";
import { pacesOf, type Paces } from "./crowd/paces.ts";
import { openSales, type Sale } from "./crowd/sales.ts";
import { Staff } from "./crowd/staff.ts";
import { Tally } from "./crowd/tally.ts";
import { awaitQuiet, type QuietWatch } from "./judge/await-quiet.ts";
import { judgeRun } from "./judge/judge-run.ts";
import { readFigures } from "./judge/read-figures.ts";
import { readQuiet, type OnItsWay } from "./judge/read-quiet.ts";
import { FAULTS } from "./plan/fault-kinds.ts";
import { planFaults } from "./plan/plan-faults.ts";
import type { ChaosReport, Stretch } from "./report/chaos-report.ts";
import { composeReport, type Story } from "./report/compose-report.ts";
import type { ChaosStack } from "./stack/open-chaos-stack.ts";

/** Of the faults' time, when staff calls an event off. */
const CALLED_OFF_AT = 0.6;
const QUIET_WITHIN_MS = 12 * MINUTE_MS;
const BUYERS_PER_ACCOUNT = 2;

export interface ChaosTerminal {
  /** A line that stays. */
  readonly say: (line: string) => void;
  /** A line that the next one may replace. */
  readonly show: (line: string) => void;
}

/** One run: a calm stretch, the faults, quiet, and judgement. */
export class ChaosRun {
  readonly #options: ChaosOptions;
  readonly #stack: ChaosStack;
  readonly #terminal: ChaosTerminal;
  readonly #adversary: Adversary;
  readonly #paces: Paces;
  readonly #memory = new Memory();
  readonly #tally = new Tally();
  /** Rejects when somebody meets an answer that he cannot understand. */
  readonly #bug = Promise.withResolvers<never>();

  constructor(options: ChaosOptions, stack: ChaosStack, terminal: ChaosTerminal) {
    this.#options = options;
    this.#stack = stack;
    this.#terminal = terminal;
    this.#adversary = new Adversary(stack.target, (kind) => terminal.show(FAULTS[kind].says));
    this.#paces = pacesOf(options.durationMs);
  }

  /** Ends every fault; resolves once all that was stopped goes on. */
  async letGo(): Promise<void> {
    await this.#adversary.stop();
  }

  async play(): Promise<ChaosReport> {
    const { calmMs, durationMs, buyersPerS } = this.#options;
    const { addresses, target } = this.#stack;
    const buyers = Math.ceil(((calmMs + durationMs) / SECOND_MS) * buyersPerS);
    const sales = await openSales(addresses.variables, buyers, this.#paces);
    const accounts = await openAccounts(addresses.variables, Math.ceil(buyers / BUYERS_PER_ACCOUNT));
    const events = sales.map(({ id }) => id);

    const crowd = this.#gather(sales, accounts);
    const stretch = await Promise.race([this.#underFaults(crowd, sales), this.#bug.promise]);
    const settled = await Promise.race([this.#settle(crowd, events, stretch.toMs), this.#bug.promise]);

    this.#terminal.say("Judging …");
    const judgement = await judgeRun(target.release().variables, events, this.#memory);
    const figures = await readFigures(addresses, events);
    const story = { ...stretch, ...settled, buyers: crowd.came, older: this.#stack.older, times: this.#paces };
    return composeReport(this.#options, story, this.#adversary.notes, this.#tally, figures, judgement);
  }

  #gather(sales: readonly Sale[], accounts: readonly Account[]): Crowd {
    const { seed, buyersPerS } = this.#options;
    const { patienceMs } = this.#paces;
    const shared = { memory: this.#memory, tally: this.#tally, onBug: this.#bug.reject };
    const apiUrl = this.#stack.addresses.url;
    return new Crowd({ apiUrl, seed, buyersPerS, sales, accounts, patienceMs, ...shared });
  }

  #employ(): Staff {
    const { url, variables } = this.#stack.addresses;
    const headers = { authorization: `Bearer ${variables.OPERATOR_KEY}`, "cf-connecting-ip": "2001:db8:ffff::1" };
    const caller = new Caller(url, headers, this.#tally, this.#paces.patienceMs);
    const random = new Random(this.#options.seed);
    return new Staff({ caller, random, memory: this.#memory, tally: this.#tally, onBug: this.#bug.reject });
  }

  /** The calm stretch, then the faults; until the last one is healed. */
  async #underFaults(crowd: Crowd, sales: readonly Sale[]): Promise<Stretch> {
    const { calmMs, durationMs, everyMs, seed, kinds } = this.#options;
    const calmFromMs = Date.now();
    this.#terminal.say(`${Math.round(calmMs / SECOND_MS)} s of calm …`);
    crowd.start();
    await delay(calmMs);

    const hasOlder = this.#stack.target.olderRoot !== undefined;
    const possible = kinds.filter((kind) => kind !== "older-bundle" || hasOlder);
    const plan = planFaults({ seed, kinds: possible, durationMs, everyMs });
    const fromMs = Date.now();
    this.#terminal.say(`${plan.length} faults in ${Math.round(durationMs / SECOND_MS)} s …`);
    const staff = this.#employ();
    const calledOff = sales.filter(({ isCancelled }) => isCancelled);
    staff.start(calledOff, durationMs * CALLED_OFF_AT);
    await this.#adversary.run(plan);
    const toMs = Date.now();
    staff.stop();
    return { calmFromMs, fromMs, toMs };
  }

  /** Nobody comes any more; until everybody has gone and nothing is on its way. */
  async #settle(
    crowd: Crowd,
    events: readonly EventId[],
    lastFaultAtMs: number,
  ): Promise<Pick<Story, "restAfterMs" | "isQuiet">> {
    this.#terminal.say("The adversary lets go. Waiting for quiet …");
    let isEverybodyGone = false;
    void crowd.close().then(() => (isEverybodyGone = true));
    const watch: QuietWatch = {
      read: () => readQuiet(this.#stack.addresses, events),
      isEverybodyGone: () => isEverybodyGone,
      onLook: (onItsWay) => this.#terminal.show(counts(onItsWay)),
      nowMs: Date.now,
      pause: (ms) => delay(ms),
    };
    const { since, isReached } = await awaitQuiet(watch, lastFaultAtMs + QUIET_WITHIN_MS);
    const rest = Object.entries(since).map(([what, atMs]) => [what, atMs === null ? null : atMs - lastFaultAtMs]);
    return { restAfterMs: Object.fromEntries(rest), isQuiet: isReached };
  }
}

function counts(onItsWay: OnItsWay): string {
  return Object.entries(onItsWay)
    .map(([what, count]) => `${what} ${count}`)
    .join("  ");
}
