/**
 * A gate, and the Workers behind it: combines commands, collects who is here, tells the object and answers from what it
 * learns (durable-objects/gate). It may be lost at any time with all that it has.
 */
import type { Command, CommandAnswer } from "../../contract/event-object.ts";
import type { VisitorId } from "../../contract/ids.ts";
import {
  NO_LOAD,
  type Pass,
  type Presence,
  type PresenceAnswer,
  type QueueLoad,
  type QueueSnapshot,
  type QueueSync,
} from "../../contract/waiting-room.ts";
import { SECOND_MS } from "../../time.ts";
import type { Surroundings } from "./surroundings.ts";

type Reply = (answer: CommandAnswer) => void;

interface Waiting {
  readonly command: Command;
  readonly reply: Reply;
}

const SNAPSHOT_USABLE_MS = 5 * SECOND_MS;
const PRESENT_FOR_MS = 10 * SECOND_MS;
const SYNC_EVERY_MS = 250;
const SYNC_AT_LEAST_EVERY_MS = 700;

export class SimGate {
  readonly #world: Surroundings;
  readonly #number: number;
  #life = 0;
  #waiting: Waiting[] = [];
  #here = new Map<VisitorId, { readonly presence: Presence; readonly seenAtMs: number }>();
  #passes = new Map<VisitorId, { readonly pass: Pass; readonly saidAtMs: number }>();
  #lapses = new Map<VisitorId, number>();
  #joins = new Map<number, number>();
  #kept: { readonly snapshot: QueueSnapshot; readonly atMs: number } | undefined;
  #askedAtMs = -Infinity;
  #isSyncing = false;

  constructor(world: Surroundings, number: number) {
    this.#world = world;
    this.#number = number;
  }

  /** All that it knew is gone, and nobody who waited for it is answered. */
  lose(): void {
    this.#life++;
    this.#waiting = [];
    this.#here = new Map();
    this.#passes = new Map();
    this.#lapses = new Map();
    this.#joins = new Map();
    this.#kept = undefined;
    this.#isSyncing = false;
  }

  execute(command: Command, reply: Reply): void {
    if (this.#waiting.push({ command, reply }) > 1) return;
    const { agenda, dice } = this.#world;
    const life = this.#life;
    agenda.in(dice.int(0, 60), "a gate sends its batch", () => {
      if (life === this.#life) this.#sendBatch(life);
    });
  }

  /** The last one that the object has sent, if it is not too old to tell anybody his place. */
  snapshot(): QueueSnapshot | undefined {
    const { agenda } = this.#world;
    this.#askedAtMs = agenda.trueMs;
    this.#sync();
    const kept = this.#kept;
    return kept !== undefined && agenda.trueMs - kept.atMs <= SNAPSHOT_USABLE_MS ? kept.snapshot : undefined;
  }

  joined(second: number): void {
    this.#joins.set(second, (this.#joins.get(second) ?? 0) + 1);
  }

  present(presence: Presence): PresenceAnswer {
    const { visitor, joinedAtS } = presence;
    const nowMs = this.#world.workerNowMs();
    const known = this.#passes.get(visitor);
    if (known !== undefined && joinedAtS * SECOND_MS <= known.saidAtMs) {
      if (nowMs < Math.min(known.pass.useByMs, known.pass.endsAtMs)) return { status: "admitted", pass: known.pass };
      this.#passes.delete(visitor);
    }
    if (joinedAtS <= (this.#lapses.get(visitor) ?? -Infinity)) return { status: "lapsed" };
    this.#here.set(visitor, { presence, seenAtMs: this.#world.agenda.trueMs });
    this.#sync();
    return { status: "waiting" };
  }

  #sendBatch(life: number): void {
    const batch = this.#waiting;
    this.#waiting = [];
    // A rescuer sends the same commands again: the first answer counts.
    this.#world.send("a batch of commands", () => {
      const commands = batch.map(({ command }) => command);
      const answers = this.#world.atObject((shell, nowMs) => shell.execute(commands, nowMs));
      if (answers === undefined) return;
      this.#world.send("answers to a batch", () => {
        if (life !== this.#life) return;
        for (const [i, answer] of answers.entries()) batch[i]?.reply(answer);
      });
    });
  }

  #sync(): void {
    if (this.#isSyncing || this.#world.isCalm) return;
    this.#isSyncing = true;
    const life = this.#life;
    const { agenda, dice } = this.#world;
    agenda.in(dice.int(SYNC_EVERY_MS, SYNC_AT_LEAST_EVERY_MS), "a gate reports", () => {
      if (life === this.#life) this.#report(life);
    });
  }

  #report(life: number): void {
    const { agenda } = this.#world;
    const reported = this.#here;
    this.#here = new Map();
    const load: QueueLoad = { ...NO_LOAD, joins: [...this.#joins] };
    this.#joins = new Map();
    const present = [...reported.values()]
      .filter(({ seenAtMs }) => agenda.trueMs - seenAtMs < PRESENT_FOR_MS)
      .map(({ presence }) => presence);
    let isAnswered = false;
    this.#world.send("a gate's report", () => {
      const sync = this.#world.atObject((shell, nowMs) => shell.sync({ gate: this.#number, present, load }, nowMs));
      if (sync === undefined) return;
      this.#world.send("the answer to a report", () => {
        if (life !== this.#life || isAnswered) return;
        isAnswered = true;
        this.#learn(sync, reported);
        this.#goOn();
      });
    });
    agenda.in(2 * SECOND_MS, "a gate waits no longer", () => {
      if (life !== this.#life || isAnswered) return;
      isAnswered = true;
      for (const [visitor, seen] of reported) if (!this.#here.has(visitor)) this.#here.set(visitor, seen);
      this.#goOn();
    });
  }

  #goOn(): void {
    this.#isSyncing = false;
    if (this.#here.size > 0 || this.#world.agenda.trueMs - this.#askedAtMs < PRESENT_FOR_MS) this.#sync();
  }

  #learn(
    { snapshot, passes, lapsed }: QueueSync,
    reported: ReadonlyMap<VisitorId, { readonly presence: Presence }>,
  ): void {
    const { agenda } = this.#world;
    this.#kept = { snapshot, atMs: agenda.trueMs };
    const saidAtMs = this.#world.workerNowMs();
    for (const pass of passes) this.#passes.set(pass.visitor, { pass, saidAtMs });
    for (const visitor of lapsed) {
      const joinedAtS = reported.get(visitor)?.presence.joinedAtS;
      if (joinedAtS !== undefined) this.#lapses.set(visitor, joinedAtS);
    }
  }
}
