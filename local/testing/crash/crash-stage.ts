/**
 * One event on a real Postgres, with Stripe's wire behind the real adapter and the real core of the event's object, for
 * processes that die at any of their writes. The stage is what outlives a process; the queue and the provider repeat what was
 * not answered, as they do.
 */
import { sql } from "drizzle-orm";
import { applyBooking } from "../../../domain/inventory/apply.ts";
import { decide } from "../../../domain/inventory/decide.ts";
import { expireDue } from "../../../domain/inventory/expire.ts";
import { reconfigure } from "../../../domain/inventory/replay.ts";
import { snapshotOf } from "../../../domain/inventory/snapshot-of.ts";
import type { InventoryState } from "../../../domain/inventory/state.ts";
import type { BookingSnapshot, Command } from "../../../domain/contract/event-object.ts";
import { mintBookingId, mintUserId, type BookingId, type EventId, type UserId } from "../../../domain/contract/ids.ts";
import type { OutboxRow } from "../../../domain/ports/outbox.ts";
import type { User } from "../../../domain/ports/users.ts";
import { ok } from "../../../domain/result.ts";
import { createRepositories, type Repositories } from "../../../db/create-repositories.ts";
import type { Database } from "../../../db/connect.ts";
import { saveUsers } from "../../../db/repositories/users-writer.ts";
import { saveJournal } from "../../../db/repositories/journal.ts";
import { providerAt } from "../../stripe/testing/test-shop.ts";
import type { TestSimulator } from "../../stripe/testing/test-simulator.ts";
import { createTestDatabase } from "../create-test-database.ts";
import { openSale, TRACE } from "../sale.ts";
import { runInContext } from "../../../workers/request-context.ts";
import type { Services } from "../../../workers/services.ts";
import { relay } from "../../../workers/steps/relay.ts";
import { runStep } from "../../../workers/steps/run-step.ts";
import { sweep } from "../../../workers/steps/sweep.ts";
import { StepNotFinished } from "../../../workers/steps/step-error.ts";
import { Killed, MortalProcess, type Death } from "./mortal.ts";

const ROUNDS_MAX = 30;

export class CrashStage {
  readonly db: Database;
  readonly event: EventId;
  readonly buyer: User;
  readonly simulator: TestSimulator;
  readonly repositories: Repositories;
  /** By idempotency key. */
  readonly mails = new Map<string, string>();
  #state: InventoryState;
  #offsetMs = 0;
  #queue: OutboxRow[] = [];
  #process: MortalProcess;
  readonly #death: Death | undefined;
  #keys = 0;

  private constructor(
    db: Database,
    event: EventId,
    buyer: User,
    simulator: TestSimulator,
    repositories: Repositories,
    state: InventoryState,
    death: Death | undefined,
  ) {
    this.db = db;
    this.event = event;
    this.buyer = buyer;
    this.simulator = simulator;
    this.repositories = repositories;
    this.#state = state;
    this.#death = death;
    this.#process = this.#start(undefined);
  }

  static async open(death: Death | undefined, simulator: TestSimulator): Promise<CrashStage> {
    const sale = await openSale({}, await stageDatabase());
    const repositories = createRepositories(await stageDatabase());
    const config = await repositories.catalogue.eventConfig(sale.event);
    const buyer = await repositories.users.find(sale.buyer);
    if (config === undefined || buyer === undefined) throw new Error("the stage has no event");
    const state = reconfigure(undefined, config);
    // Stages come one after the other; what a failed one has left is not this one's.
    await sale.db.execute(sql`delete from outbox where consumed_at is null`);
    return new CrashStage(sale.db, sale.event, buyer, simulator, repositories, state, death);
  }

  /** Writes of the process that was to die; it lived when they are fewer than its death's. */
  get wasKilled(): boolean {
    return this.#wasKilled;
  }
  #wasKilled = false;

  get nowMs(): number {
    return Date.now() + this.#offsetMs;
  }

  /** An attempt whose request died belongs to it for a minute: that is over. */
  async letLocksEnd(): Promise<void> {
    await this.db.execute(sql`update payments set locked_until = now() where event_id = ${this.event}`);
  }

  /** Somebody else with an account. */
  async otherBuyer(): Promise<UserId> {
    const id = mintUserId(Date.now());
    await saveUsers(this.db, [{ id, email: `${id}@example.com`, name: "Bob", passwordHash: "$scrypt$" }]);
    return id;
  }

  /** From now on the process may die. */
  arm(): void {
    this.#process = this.#start(this.#death);
  }

  /** Of the newest request: a repeat after a death bears the same. */
  newKey(): { scope: string; fingerprint: string } {
    return { scope: `request ${++this.#keys}`, fingerprint: "body" };
  }

  /** Does it, in a process that may die; whoever asked asks again, until he has his answer. */
  async insist<T>(ask: (services: Services) => Promise<T>): Promise<T> {
    for (let tries = 0; tries < 5; tries++) {
      const process = this.#process;
      const behind: Promise<unknown>[] = [];
      try {
        const answer = await runInContext({ trace: TRACE, waitUntil: (work) => void behind.push(work) }, () =>
          ask(process.services),
        );
        await Promise.allSettled(behind);
        if (!process.isDead) return answer;
      } catch (error) {
        await Promise.allSettled(behind);
        if (!process.isDead || !(error instanceof Killed)) throw error;
      }
      this.#wasKilled = true;
      this.#process = this.#start(undefined);
    }
    throw new Error("nobody answers");
  }

  /** A command that is none of the process's: another buyer's, or what went before. */
  async command(command: Command): Promise<BookingSnapshot | undefined> {
    const result = this.#decide(command);
    await this.#journal();
    return result.result.ok ? result.result.value : undefined;
  }

  async hold(seat: number, buyerId = this.buyer.id): Promise<BookingId> {
    const bookingId = mintBookingId(this.event, this.nowMs);
    const command = {
      type: "create_booking",
      bookingId,
      buyerId,
      repeat: this.newKey(),
      seats: [seat],
      places: [],
    } as const;
    if ((await this.command(command)) === undefined) throw new Error(`seat ${seat} cannot be held`);
    return bookingId;
  }

  booking(id: BookingId): BookingSnapshot | undefined {
    const booking = this.#state.bookings.get(id);
    return booking && snapshotOf(this.#state.config, booking);
  }

  /** Every hold and payment that is open comes to its end. */
  async letHoldsEnd(): Promise<void> {
    this.#offsetMs += 24 * 60 * 60_000;
    for (const booking of expireDue(this.#state, this.nowMs, 100)) applyBooking(this.#state, booking);
    await this.#journal();
  }

  /** What the queue has now, delivered all at the same time, each twice. */
  async deliverAllAtOnce(): Promise<void> {
    await this.insist((services) => relay(services));
    const delivered = this.#queue;
    this.#queue = [];
    await Promise.all([...delivered, ...delivered].map(({ id }) => this.insist((services) => deliver(services, id))));
  }

  /** The minute's cron, so long after everything that nobody has spoken of any payment. */
  async sweepLater(): Promise<void> {
    await this.db.execute(
      sql`update payments set heard_at = heard_at - interval '1 hour' where event_id = ${this.event}`,
    );
    await this.insist((services) => sweep(services));
  }

  /** The queue delivers, the sweep sends again, until every message is consumed. */
  async settle(): Promise<void> {
    for (let round = 0; round < ROUNDS_MAX; round++) {
      await this.#journal();
      // The leases of whoever died have run out.
      const { rowCount } = await this.db.execute(sql`update outbox set due_at = now() where consumed_at is null`);
      if (rowCount === 0) return;
      await this.insist((services) => relay(services));
      const delivered = this.#queue;
      this.#queue = [];
      for (const { id } of delivered) await this.insist((services) => deliver(services, id));
    }
    throw new Error("the outbox is never empty");
  }

  #start(death: Death | undefined): MortalProcess {
    const provider = { ...providerAt(this.simulator.url), name: "stripe", breaker: async () => ({ state: "Closed" }) };
    const services = {
      ...this.repositories,
      inventory: {
        execute: async (_event: EventId, command: Command) => this.#decide(command),
        booking: async (_event: EventId, id: BookingId) => ok(this.booking(id)),
        configure: async (event: EventId) => {
          const config = await this.repositories.catalogue.eventConfig(event);
          if (config !== undefined) this.#state = reconfigure(this.#state, config);
          return ok(undefined);
        },
      },
      providers: { of: () => provider, all: [provider] },
      publisher: {
        publish: async (rows: readonly OutboxRow[]) => {
          this.#queue.push(...rows);
          return [];
        },
      },
      mailer: {
        send: async (mail: { readonly idempotencyKey: string; readonly subject: string }) =>
          void this.mails.set(mail.idempotencyKey, mail.subject),
      },
      tickets: { sign: async () => "code" },
      waitingRoom: { count: () => undefined },
      publicUrl: "https://shop.example",
    };
    return new MortalProcess(services as unknown as Services, death);
  }

  /** The object's own durability is tested where it lives (durable-objects/event): here a command is done or not. */
  #decide(command: Command) {
    const { answer, changes } = decide(this.#state, command, this.nowMs);
    for (const booking of changes) applyBooking(this.#state, booking);
    return answer;
  }

  async #journal(): Promise<void> {
    const all = [...this.#state.bookings.values()].map((booking) => snapshotOf(this.#state.config, booking));
    await saveJournal(this.db, all, TRACE);
  }
}

/** As the step route does. */
async function deliver(services: Services, id: string): Promise<void> {
  const row = await services.outbox.find(id);
  if (row === undefined || row.consumed) return;
  await runStep(services, row.message, row.id).catch((error: unknown) => {
    if (!(error instanceof StepNotFinished)) throw error;
  });
}

let shared: ReturnType<typeof createTestDatabase> | undefined;
/** One for all stages of a file: each has its own event. */
function stageDatabase(): ReturnType<typeof createTestDatabase> {
  return (shared ??= createTestDatabase());
}
