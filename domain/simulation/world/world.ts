/**
 * A sale in virtual time, from a seed alone: people, gates, the event's object, payments and the journal, with everything
 * between them that may go wrong, and an auditor who keeps books of his own.
 */
import type { EventConfig } from "../../contract/event-object.ts";
import { mintUserId, mintVisitorId, type VisitorId } from "../../contract/ids.ts";
import type { QueueSettings } from "../../contract/waiting-room.ts";
import { replay } from "../../inventory/replay.ts";
import { stateHash } from "../../inventory/state-hash.ts";
import { DAY_MS, HOUR_MS, SECOND_MS } from "../../time.ts";
import type { NewDraw } from "../../waiting-room/change-settings.ts";
import { Agenda } from "./agenda.ts";
import { Auditor } from "./auditor.ts";
import type { Cores } from "./cores.ts";
import { Dice } from "./dice.ts";
import { EventShell } from "./event-shell.ts";
import { Crash, type EventStore } from "./event-store.ts";
import { JournalTable } from "./journal-table.ts";
import { Payments } from "./payments.ts";
import { Person, type Venue } from "./person.ts";
import { saleConfig } from "./sale-config.ts";
import { SimGate } from "./sim-gate.ts";
import type { Surroundings } from "./surroundings.ts";
import { insist } from "./violation.ts";
import type { Fault, WorldOptions } from "./world-options.ts";

const EPOCH_MS = 1_800_000_000_000;
const REPLAY_EVERY = 250;
/** After the last step everything that is under way must come to its end within so many. */
const LAST_STEPS = 20_000;
const GOES_BACK = -1;
const ALARM_EXPIRES = 2;

export class World implements Surroundings {
  readonly dice: Dice;
  readonly agenda = new Agenda(EPOCH_MS);
  readonly tally = new Map<string, number>();
  /** What has happened, in order. */
  readonly story: string[] = [];
  isCalm = false;
  readonly #options: WorldOptions;
  readonly #store: EventStore;
  readonly #auditor: Auditor;
  readonly #newLife: () => EventShell;
  readonly #payments: Payments;
  readonly #journal: JournalTable;
  readonly #gates: readonly SimGate[];
  readonly #hasAlarms: boolean;
  readonly #mayGoBack: boolean;
  #config: EventConfig;
  #shell: EventShell;
  /** Of the object's clock. */
  #aheadMs = 0;
  #day = 0;
  #downUntilMs = -Infinity;
  #alarmAtMs = Infinity;
  #isDrawing = false;
  #isAsked = false;

  constructor(options: WorldOptions, cores: Cores) {
    const dice = (this.dice = new Dice(options.seed));
    this.#options = options;
    const { config, seats } = saleConfig(dice, EPOCH_MS);
    const auditor = (this.#auditor = new Auditor(config, seats));
    const store = (this.#store = cores.createStore());
    this.#config = config;
    store.configure(config, 0);
    const newDraw: NewDraw = (opensAtMs) => ({
      seed: hex32(dice),
      record: {
        commitment: hex32(dice),
        beacon: opensAtMs === null ? null : { chain: "c0ffee", round: 1 },
        seed: null,
        randomness: null,
        drawnAtMs: null,
      },
    });
    // Few, so that holds that are over stand untidied; or as many as the real object ends.
    const expiresPerTurn = dice.pick([0, 1, 500]);
    // What was over and stands untidied would stand again: the real object ends it before it decides anything.
    this.#mayGoBack = expiresPerTurn === 500;
    const parts = { cores, store, witness: auditor, newDraw, expiresPerTurn };
    this.#newLife = () => new EventShell(parts, this.#objectNowMs());
    this.#shell = this.#newLife();
    if (config.queue !== undefined) auditor.announced(this.#shell.draw());
    this.#payments = new Payments(this);
    this.#journal = new JournalTable(this);
    this.#gates = Array.from({ length: Math.max(1, config.gates ?? 0) }, (_, number) => new SimGate(this, number));
    this.#hasAlarms = !options.faults.has("alarms_missing") || dice.chance(0.6);
    this.#populate();
  }

  /** Throws a `Violation` when something happens that must not. */
  run(): void {
    for (let step = 0; step < this.#options.steps; step++) {
      this.#step();
      if (step % REPLAY_EVERY === REPLAY_EVERY - 1) this.#checkReplay();
    }
    this.isCalm = true;
    for (let step = 0; this.#step(); step++)
      insist(step < LAST_STEPS, "bug", () => "the world does not come to its end");
    this.#end();
  }

  has(fault: Fault): boolean {
    return this.#options.faults.has(fault);
  }

  strikes(fault: Fault, share: number): boolean {
    return !this.isCalm && this.has(fault) && this.dice.chance(share);
  }

  note(what: string): void {
    this.tally.set(what, (this.tally.get(what) ?? 0) + 1);
  }

  workerNowMs(): number {
    return this.agenda.trueMs + 120;
  }

  send(what: string, deliver: () => void): void {
    const afterMs = this.strikes("late_messages", 0.04) ? this.dice.int(500, 4_000) : this.dice.int(1, 40);
    if (this.strikes("lost_messages", 0.04)) return this.note("message lost");
    const day = this.#day;
    // No message is on its way for a day.
    const arrive = (): void => (day === this.#day ? deliver() : undefined);
    this.agenda.in(afterMs, what, arrive);
    if (!this.strikes("doubled_messages", 0.05)) return;
    this.note("message doubled");
    this.agenda.in(this.dice.int(1, 2_500), `${what}, again`, arrive);
  }

  atObject<T>(ask: (shell: EventShell, nowMs: number) => T): T | undefined {
    if (this.agenda.trueMs < this.#downUntilMs && !this.isCalm) return undefined;
    this.#store.failsNext = this.strikes("crashes", 0.012);
    let answer: T;
    try {
      answer = ask(this.#shell, this.#objectNowMs());
    } catch (error) {
      if (!(error instanceof Crash)) throw error;
      this.note("crash before the commit");
      this.#restart(undefined);
      return undefined;
    }
    this.#store.failsNext = false;
    this.#auditor.look(this.#shell, this.#objectNowMs());
    this.#isAsked = true;
    if (!this.strikes("crashes", 0.012)) return answer;
    this.note("crash after the commit");
    this.#restart(this.#shell.hash());
    return undefined;
  }

  #objectNowMs(): number {
    return this.agenda.trueMs + this.#aheadMs;
  }

  /** False when nothing is planned any more. */
  #step(): boolean {
    const what = this.agenda.next();
    if (what === undefined) return false;
    this.story.push(`${this.agenda.trueMs - EPOCH_MS} ${what}`);
    if (this.#isAsked) {
      this.#isAsked = false;
      this.#planAlarm();
      this.#planDraw();
    }
    return true;
  }

  #restart(hashBefore: string | undefined): void {
    this.#shell = this.#newLife();
    this.#isDrawing = false;
    this.#alarmAtMs = Infinity;
    const hash = this.#shell.hash();
    insist((hashBefore ?? hash) === hash, "I3", () => "a restart has changed what was committed");
    this.#checkReplay();
    const nowMs = this.#objectNowMs();
    this.#auditor.restarted(this.#shell, nowMs);
    this.#auditor.look(this.#shell, nowMs);
  }

  #checkReplay(): void {
    if (!this.#options.checksReplay) return;
    const hash = stateHash(replay(this.#store.log()));
    insist(hash === this.#shell.hash(), "replay", () => "the log replays to another state");
  }

  /** Late, now and then twice, and in some worlds never. */
  #planAlarm(): void {
    const dueAtMs = this.#shell.nextDeadlineMs;
    if (!this.#hasAlarms || dueAtMs === undefined || dueAtMs >= this.#alarmAtMs) return;
    this.#alarmAtMs = dueAtMs;
    const inMs = Math.max(0, dueAtMs - this.#objectNowMs()) + (this.dice.chance(0.8) ? 20 : this.dice.int(500, 6_000));
    const ring = (): void => {
      this.#alarmAtMs = Infinity;
      this.atObject((shell, nowMs) => shell.tidy(nowMs, ALARM_EXPIRES));
    };
    this.agenda.in(inMs, "the alarm", ring);
    if (this.strikes("doubled_messages", 0.1)) this.agenda.in(inMs + this.dice.int(0, 300), "the alarm, again", ring);
  }

  #planDraw(): void {
    const dueAtMs = this.#shell.drawDueAtMs();
    if (dueAtMs === null || this.#objectNowMs() < dueAtMs || this.#isDrawing) return;
    this.#isDrawing = true;
    this.agenda.in(this.dice.int(50, 2_000), "the beacon's answer", () => {
      this.#isDrawing = false;
      this.atObject((shell, nowMs) => shell.completeDraw(this.dice.chance(0.8) ? hex32(this.dice) : null, nowMs));
    });
  }

  #populate(): void {
    const { dice } = this;
    const people: Person[] = [];
    const venue: Venue = {
      config: this.#config,
      gates: this.#gates,
      payments: this.#payments,
      people,
      leave: (visitor) => this.send("a pass given back", () => this.atObject((shell) => shell.leave(visitor))),
      heard: (answer) => this.#auditor.heard(answer),
    };
    const isAccount = (this.#config.queue?.visitors ?? "account") === "account";
    for (let i = 0; i < this.#options.people; i++) {
      const buyer = mintUserId(EPOCH_MS, dice.bytes);
      const visitor: VisitorId = isAccount ? buyer : mintVisitorId(EPOCH_MS, dice.bytes);
      const person = new Person(this, venue, { buyer, visitor });
      people.push(person);
      this.agenda.in(dice.int(0, 6_000), "a person comes", () => person.live());
    }
    this.agenda.in(0, "the journal's turn", () => this.#journal.drain());
    this.#often("evictions", 7_000, "the object is evicted", () => {
      this.note("eviction");
      this.#restart(this.#shell.hash());
    });
    this.#often("outages", 15_000, "the object cannot be reached", () => {
      this.#downUntilMs = this.agenda.trueMs + dice.int(300, 3_000);
    });
    this.#often("gates_lost", 9_000, "a gate is lost", () => {
      this.note("gate lost");
      dice.pick(this.#gates).lose();
    });
    this.#often("clock_jumps", 6_000, "the object's clock jumps", () => this.#jump());
    this.#often("operator", 4_000, "the operator changes the queue", () => {
      const change = this.#change();
      this.send("the operator's change", () => this.atObject((shell, nowMs) => shell.changeQueue(change, nowMs)));
    });
    this.#often("reconfiguration", 12_000, "the event changes", () => this.#reconfigure());
  }

  /** Again and again, as long as the run goes on. */
  #often(fault: Fault, everyMs: number, what: string, happen: () => void): void {
    if (!this.has(fault)) return;
    this.agenda.in(this.dice.int(0, 2 * everyMs), what, () => {
      if (this.isCalm) return;
      happen();
      this.#often(fault, everyMs, what, happen);
    });
  }

  /** By seconds, either way; once in a while by a day. */
  #jump(): void {
    const { dice } = this;
    const isDay = dice.chance(0.03);
    const direction = this.#mayGoBack && dice.chance(0.5) ? GOES_BACK : 1;
    const byMs = isDay ? DAY_MS + 2 * HOUR_MS : direction * dice.int(200, 8_000);
    this.note(isDay ? "a day passes" : "clock jump");
    this.#aheadMs += byMs;
    if (isDay) this.#day++;
    if (byMs < 0) this.#auditor.clockWentBack();
  }

  #change(): Partial<QueueSettings> {
    const { dice } = this;
    const nowMs = this.#objectNowMs();
    const changes: readonly Partial<QueueSettings>[] = [
      { ratePerS: dice.pick([0.5, 1, 3, 8]) },
      { maxActive: dice.int(2, 9) },
      { isPaused: dice.chance(0.4) },
      { isPaused: false },
      { mode: dice.pick(["on", "automatic"]) },
      { mode: this.has("queue_switched_off") ? "off" : "on" },
      { message: dice.pick(["It goes on at noon", null]) },
      { switchOn: { ratePerS: dice.pick([0.2, 1]), active: dice.int(1, 5) } },
      { opensAtMs: nowMs + dice.int(500, 5_000) },
      { opensAtMs: this.has("lobby_called_off") ? null : nowMs - SECOND_MS },
      { ratePerS: -1 },
    ];
    return dice.pick(changes);
  }

  #reconfigure(): void {
    const { dice } = this;
    // What was called off takes place again with the next change.
    const { isCancelled: _, ...terms } = this.#config;
    const { categories, areas, blockedSeats } = terms;
    const changes: readonly Partial<EventConfig>[] = [
      { categories: categories.map((category) => ({ ...category, priceMinor: dice.int(10, 90) * 100 })) },
      { categories: categories.map((category) => ({ ...category, priceMinor: Math.ceil(category.priceMinor / 2) })) },
      { blockedSeats: [...new Set([...blockedSeats, dice.int(0, 20)])] },
      { blockedSeats: [3] },
      { areas: areas.map((area) => ({ ...area, capacity: dice.int(2, 8) })) },
      { saleUntilMs: dice.chance(0.3) ? this.#objectNowMs() - 1 : null },
      { saleUntilMs: null },
      { guardsSingleSeats: dice.chance(0.5) },
      { isCancelled: true },
    ];
    const config = { ...terms, ...dice.pick(changes), version: terms.version + 1 };
    const done = this.atObject((shell) => (shell.reconfigure(config), true));
    this.#config = done === true ? config : this.#store.config();
    this.note("reconfigured");
  }

  #end(): void {
    const nowMs = this.#objectNowMs();
    this.#shell.tidy(nowMs, Infinity);
    this.#auditor.look(this.#shell, nowMs);
    while (this.#shell.takeDirty(1).length > 0) {
      this.#journal.drain();
      while (this.#step());
    }
    this.#restart(this.#shell.hash());
    this.#auditor.checkEnd(this.#shell, this.#payments.all, this.#journal, nowMs);
    this.tally.set("passes", this.#auditor.passesIssued);
  }
}

function hex32(dice: Dice): string {
  return Array.from(dice.bytes(32), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
