import type { Account } from "../../rush/fan/move.ts";
import { Bank } from "./bank.ts";
import { Caller } from "./caller.ts";
import type { Memory } from "./memory.ts";
import { planPerson } from "./plan-person.ts";
import type { Sale } from "./sales.ts";
import type { Tally } from "./tally.ts";
import { visitSale } from "./visit-sale.ts";

export interface CrowdOptions {
  readonly apiUrl: string;
  readonly seed: number;
  readonly buyersPerS: number;
  readonly sales: readonly Sale[];
  readonly accounts: readonly Account[];
  /** How long a buyer asks for one thing. */
  readonly patienceMs: number;
  readonly memory: Memory;
  readonly tally: Tally;
  /** A buyer has a bug, or an answer breaks the contract. */
  readonly onBug: (error: unknown) => void;
}

/** Whoever finds so many buyers at it goes home: an outage must not pile up a crowd that this machine cannot serve. */
const MAX_VISITORS = 150;

/** Buyers who come at a steady rate, whatever happens to the shop. */
export class Crowd {
  readonly #options: CrowdOptions;
  readonly #bank: Bank;
  readonly #visits = new Set<Promise<void>>();
  #came = 0;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: CrowdOptions) {
    this.#options = options;
    this.#bank = new Bank(options.patienceMs);
  }

  /** Buyers that have come. */
  get came(): number {
    return this.#came;
  }

  start(): void {
    this.#timer = setInterval(() => this.#letCome(), 1_000 / this.#options.buyersPerS);
  }

  /** Nobody comes any more; resolves once the last one has gone. */
  async close(): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all(this.#visits);
  }

  #letCome(): void {
    const { tally, onBug } = this.#options;
    if (this.#visits.size >= MAX_VISITORS) return tally.ended("went home before he came in");
    const visit = this.#visit(this.#came++).catch(onBug);
    this.#visits.add(visit);
    void visit.finally(() => this.#visits.delete(visit));
  }

  async #visit(n: number): Promise<void> {
    const { apiUrl, seed, sales, accounts, patienceMs, memory, tally } = this.#options;
    const person = planPerson(seed, n);
    const [sale, account] = [sales[person.sale], accounts[n % accounts.length]];
    if (sale === undefined || account === undefined) throw new Error("there are no sales, or no accounts");
    const headers = { authorization: account.basic, "cf-connecting-ip": account.address };
    const caller = new Caller(apiUrl, headers, tally, patienceMs);
    const visit = { person, sale, buyer: account.id, caller, bank: this.#bank, memory, tally };
    tally.ended(await visitSale(visit));
  }
}
