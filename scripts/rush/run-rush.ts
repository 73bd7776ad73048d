import { MINUTE_MS, SECOND_MS } from "../../domain/time.ts";
import { startTestStack, type StackAddresses } from "../../local/testing/stack.ts";
import { onStopRequest } from "../start/stop-request.ts";
import { collectEvidence } from "./audit/collect-evidence.ts";
import type { Terms } from "./audit/evidence.ts";
import { judgeSale } from "./audit/judge-sale.ts";
import { Notes } from "./audit/notes.ts";
import { readCounters } from "./audit/read-sale.ts";
import { settleSale } from "./audit/settle-sale.ts";
import { Crowd, type Arrival } from "./crowd/crowd.ts";
import { HttpClient } from "./crowd/http-client.ts";
import { Measures } from "./crowd/measures.ts";
import type { Account } from "./fan/move.ts";
import { trespass } from "./fan/trespass.ts";
import { comeToSale } from "./fan/wait-in-queue.ts";
import { openAccounts, openEvent, type RushEvent } from "./open-rush.ts";
import { planFan } from "./plan-fan.ts";
import { progressLine } from "./progress-line.ts";
import { rushReport, type RushReport } from "./report/rush-report.ts";
import type { RushOptions } from "./rush-options.ts";

/** Beside the longest hold and payment: steps, the sweep's look at quiet payments, mails. */
const SETTLES_WITHIN_MS = 3 * MINUTE_MS;
const FANS_PER_TRESPASSER = 100;
const MAX_TRESPASSERS = 20;
/** The exit code of a command that Ctrl-C has ended. */
const STOPPED = 130;
/** The first fan comes when the crowd is ready. */
const OPENS_AFTER_MS = 500;

export interface RushTerminal {
  /** A line that stays. */
  readonly say: (line: string) => void;
  /** A line that the next one may replace. */
  readonly show: (line: string) => void;
}

/** The whole sale on a stack of its own, which is gone afterwards: opened, sold, settled, judged. */
export async function runRush(options: RushOptions, command: string, terminal: RushTerminal): Promise<RushReport> {
  terminal.say("Starting a private stack …");
  const stack = await startTestStack();
  onStopRequest(() => void stack.stop().finally(() => process.exit(STOPPED)));
  try {
    return await new Rush(options, stack.addresses, terminal).run(command);
  } finally {
    await stack.stop();
  }
}

class Rush {
  readonly #options: RushOptions;
  readonly #stack: StackAddresses;
  readonly #terminal: RushTerminal;
  readonly #notes = new Notes();
  readonly #measures = new Measures();
  #mostActive: number | null = null;

  constructor(options: RushOptions, stack: StackAddresses, terminal: RushTerminal) {
    this.#options = options;
    this.#stack = stack;
    this.#terminal = terminal;
  }

  async run(command: string): Promise<RushReport> {
    const { fans, minutes, hasQueue, concurrency } = this.#options;
    const trespassers = hasQueue ? Math.min(MAX_TRESPASSERS, Math.ceil(fans / FANS_PER_TRESPASSER)) : 0;
    this.#terminal.say(`Writing ${fans.toLocaleString("en")} accounts and an event …`);
    const accounts = await openAccounts(this.#stack.variables, fans + trespassers);
    const event = await openEvent(this.#stack.variables, this.#options);

    const openedAtMs = Date.now() + OPENS_AFTER_MS;
    const client = new HttpClient(this.#stack.url, this.#stack.simulatorUrl, 2 * concurrency);
    const send = client.send.bind(client);
    const crowd = new Crowd({ send, notes: this.#notes, measures: this.#measures, concurrency });
    const watch = setInterval(() => this.#watch(event, openedAtMs), SECOND_MS);
    await crowd.run(this.#arrivals(event, accounts, openedAtMs), openedAtMs + minutes * MINUTE_MS);
    clearInterval(watch);
    client.close();

    const closedAtMs = Date.now();
    this.#watch(event, openedAtMs);
    const verdicts = await this.#judge(event, accounts);
    const sale = { options: this.#options, command, openedAtMs, closedAtMs, cutOff: crowd.left };
    return rushReport(sale, this.#notes, this.#measures, verdicts);
  }

  /** Trespassers come throughout the first rush, as fans do. */
  #arrivals(event: RushEvent, accounts: readonly Account[], openedAtMs: number): Arrival[] {
    const { fans, hasQueue } = this.#options;
    const { id, ...rest } = event;
    const sale = { event: id, ...rest, hasQueue, notes: this.#notes };
    return accounts.map((account, n) => {
      const plan = planFan(this.#options, event.layout.categories.length, n);
      const atMs = openedAtMs + plan.arrivesAfterMs;
      const fan = { plan, account, sale, pass: null };
      return { atMs, come: () => (n < fans ? comeToSale(fan, atMs) : trespass(fan, atMs)) };
    });
  }

  #watch({ id }: RushEvent, openedAtMs: number): void {
    const sample = this.#measures.sample(Date.now() - openedAtMs, this.#notes);
    const refused = [...this.#notes.refusals.values()].flatMap((codes) => [...codes.values()]);
    this.#terminal.show(
      progressLine(
        sample,
        refused.reduce((sum, count) => sum + count, 0),
        this.#options.seats,
      ),
    );
    if (!this.#options.hasQueue) return;
    readCounters(this.#stack, id).then(
      ({ passesActive }) => (this.#mostActive = Math.max(this.#mostActive ?? 0, passesActive)),
      // Busy: the next second asks again, and the fans' own times are judged besides.
      () => undefined,
    );
  }

  async #judge(event: RushEvent, accounts: readonly Account[]): Promise<RushReport["verdicts"]> {
    const { hasQueue, ratePerS, maxActive } = this.#options;
    this.#terminal.say("The doors are closed. Waiting until nothing is on its way …");
    const withinMs = 2 * event.paymentTtlMs + SETTLES_WITHIN_MS;
    const isAtRest = await settleSale(this.#stack, event.id, withinMs, (left) =>
      this.#terminal.show(
        Object.entries(left)
          .map(([what, count]) => `${what} ${count}`)
          .join("  "),
      ),
    );
    this.#terminal.say("Judging …");
    const seen = { mostActive: this.#mostActive, isAtRest };
    const evidence = await collectEvidence(this.#stack, event, accounts, seen);
    const terms: Terms = { event: event.id, hasQueue, ratePerS, maxActive, maxPerBuyer: event.maxPerBuyer };
    return judgeSale(terms, this.#notes, evidence);
  }
}
