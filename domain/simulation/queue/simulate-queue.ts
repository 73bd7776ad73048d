/**
 * A sale's waiting room in virtual time: the real core, the Worker's estimates, gates that sync every 250 ms, and a crowd of
 * which most never come back. Everybody else polls when he is told to, until he has a pass, and stays for a whole session.
 */
import { gateOf } from "../../contract/gate-object.ts";
import type { UserId } from "../../contract/ids.ts";
import {
  DEFAULT_QUEUE,
  NO_LOAD,
  SYNC_EVERY_MS,
  YOUNGEST_INVITED_MS,
  type QueueSettings,
} from "../../contract/waiting-room.ts";
import { MINUTE_MS, SECOND_MS } from "../../time.ts";
import { completeDraw } from "../../waiting-room/draw.ts";
import { estimate } from "../../waiting-room/estimate.ts";
import { hexBytes } from "../../waiting-room/hex-bytes.ts";
import { isBefore } from "../../waiting-room/is-before.ts";
import { orderKey, type Hmac } from "../../waiting-room/order-key.ts";
import { passesOwed } from "../../waiting-room/passes-owed.ts";
import { placeOf } from "../../waiting-room/place-of.ts";
import { receiveReport } from "../../waiting-room/receive-report.ts";
import { createRoom, type RoomState } from "../../waiting-room/room.ts";
import { snapshotOf } from "../../waiting-room/snapshot-of.ts";
import { tick } from "../../waiting-room/tick.ts";
import { usePass } from "../../waiting-room/use-pass.ts";
import { createRandom, type Random } from "../random.ts";
import { Crowd, visitorOf, type CrowdWish } from "./crowd.ts";
import { PollWheel } from "./poll-wheel.ts";
import { QueueAudit } from "./queue-audit.ts";
import { SimGate } from "./sim-gate.ts";
import { Tally } from "./tally.ts";

export interface QueueWish extends CrowdWish {
  readonly ratePerS: number;
  readonly maxActive: number;
  readonly sessionMs: number;
  readonly seed: number;
  /** The sale opens so long after the first could join; who joined before takes part in the lots. Null: no lobby. */
  readonly lobbyMs: number | null;
}

/** What happened, counted from outside the core, from the first possible join on. */
export interface QueueOutcome {
  readonly wish: QueueWish;
  readonly comeBack: number;
  readonly audit: QueueAudit;
  /** Passes, per quarter of a second. */
  readonly issued: Tally;
  /** The others per second. Calls at the event's object. */
  readonly rpcs: Tally;
  readonly polls: Tally;
  /** Visitors in the gates' reports. */
  readonly reported: Tally;
  /** Who will come back, could have been called and polled since, and has no pass yet; at the end of each second. */
  readonly callable: readonly number[];
  /** Living passes at the end of each second. */
  readonly active: readonly number[];
}

const STEP_MS = 50;
const GATES = 16;
const SNAPSHOT_EVERY_MS = SECOND_MS;
/** The room stands open for a while before anybody comes, as rooms do. */
const IDLE_MS = 10 * SECOND_MS;
const EPOCH_MS = 1_800_000_000_000;
const LONGEST_MS = 6 * 60 * MINUTE_MS;
const WHEEL_SLOTS = (6 * MINUTE_MS) / STEP_MS;
/** After the lobby has closed everybody must ask once to learn his lot; polls are spread that far. */
const LEARN_LOT_MS = 3 * SECOND_MS;
const SLOT_MS = 250;

/** Throws when the queue has not cleared within six hours of virtual time. */
export function simulateQueue(wish: QueueWish, hmac: Hmac): QueueOutcome {
  return new QueueWorld(wish, hmac).run();
}

class QueueWorld {
  readonly #wish: QueueWish;
  readonly #hmac: Hmac;
  readonly #random: Random;
  readonly #crowd: Crowd;
  readonly #wheel: PollWheel;
  readonly #randomness: string;
  readonly #room: RoomState;
  readonly #gates: readonly SimGate[];
  readonly #gateNumbers: Uint8Array;
  readonly #audit: QueueAudit;
  readonly #issued = new Tally(SLOT_MS);
  readonly #rpcs = new Tally(SECOND_MS);
  readonly #polls = new Tally(SECOND_MS);
  readonly #reported = new Tally(SECOND_MS);
  readonly #becameCallable = new Tally(SECOND_MS);
  readonly #callable: number[] = [];
  readonly #active: number[] = [];
  #drawKey: Uint8Array | undefined;
  #joined = 0;
  #called = 0;
  #left = 0;

  constructor(wish: QueueWish, hmac: Hmac) {
    const random = createRandom(wish.seed);
    this.#wish = wish;
    this.#hmac = hmac;
    this.#random = random;
    this.#crowd = new Crowd(wish, EPOCH_MS, random);
    this.#wheel = new PollWheel(this.#crowd.size, WHEEL_SLOTS);
    const crowd = this.#crowd;
    this.#gateNumbers = Uint8Array.from({ length: crowd.size }, (_, visitor) => gateOf(crowd.idOf(visitor), GATES));
    this.#audit = new QueueAudit(this.#crowd);
    const seed = hex32(random);
    this.#randomness = hex32(random);
    const record = { commitment: "", beacon: null, seed: null, randomness: null, drawnAtMs: null };
    this.#room = createRoom(settingsOf(wish), { seed, record }, EPOCH_MS - IDLE_MS);
    const snapshot = snapshotOf(this.#room, EPOCH_MS - IDLE_MS, GATES);
    this.#gates = Array.from({ length: GATES }, (_, number) => new SimGate(number, snapshot));
    this.#left = this.#crowd.isGhost.reduce((count, ghost) => count + 1 - ghost, 0);
  }

  run(): QueueOutcome {
    const comeBack = this.#left;
    for (let atMs = -IDLE_MS; this.#left > 0; atMs += STEP_MS) {
      if (atMs > LONGEST_MS) throw new Error(`${this.#left} of ${comeBack} still wait after six hours`);
      if (atMs >= 0) {
        this.#join(atMs);
        for (const visitor of this.#wheel.take(atMs / STEP_MS)) this.#poll(visitor, atMs);
      }
      for (const gate of this.#gates) {
        if ((atMs / STEP_MS + gate.number) % (SYNC_EVERY_MS / STEP_MS) === 0) this.#sync(gate, atMs);
      }
      if (atMs >= 0 && (atMs + STEP_MS) % SECOND_MS === 0) this.#note(atMs);
    }
    const [wish, audit, issued, rpcs, polls] = [this.#wish, this.#audit, this.#issued, this.#rpcs, this.#polls];
    const [reported, callable, active] = [this.#reported, this.#callable, this.#active];
    return { wish, comeBack, audit, issued, rpcs, polls, reported, callable, active };
  }

  #join(atMs: number): void {
    const { joinMs, isGhost, size } = this.#crowd;
    for (; this.#joined < size && (joinMs[this.#joined] ?? 0) < atMs + STEP_MS; this.#joined++) {
      const visitor = this.#joined;
      this.#gateOf(visitor).joined(this.#crowd.joinedAtS(visitor));
      if (isGhost[visitor] === 1) continue;
      const completeMs = (Math.floor((joinMs[visitor] ?? 0) / SECOND_MS) + 1) * SECOND_MS;
      const { lobbyMs } = this.#wish;
      const drawnMs = lobbyMs === null ? 0 : lobbyMs + LEARN_LOT_MS;
      this.#becameCallable.add(1, Math.max(completeMs + YOUNGEST_INVITED_MS, drawnMs));
      this.#planPoll(visitor, atMs);
    }
  }

  #poll(visitor: number, atMs: number): void {
    this.#polls.add(1, atMs);
    const gate = this.#gateOf(visitor);
    const pass = gate.takePass(visitor);
    if (pass !== undefined) {
      usePass(this.#room, pass.number, this.#crowd.idOf(visitor) as UserId);
      this.#left--;
      return;
    }
    const { snapshot } = gate;
    const place = this.#placeOf(visitor, snapshot.drawKey);
    if (place !== null && (snapshot.isOpenToAll || isBefore(place, snapshot.threshold))) {
      gate.present({ visitor: this.#crowd.idOf(visitor), place, joinedAtS: this.#crowd.joinedAtS(visitor) });
    }
    this.#planPoll(visitor, atMs);
  }

  #planPoll(visitor: number, atMs: number): void {
    const { snapshot } = this.#gateOf(visitor);
    const place = this.#placeOf(visitor, snapshot.drawKey);
    const { pollAfterMs } = estimate(snapshot, place, EPOCH_MS + atMs, this.#random());
    this.#wheel.plan(visitor, Math.ceil((atMs + pollAfterMs) / STEP_MS));
  }

  #placeOf(visitor: number, drawKey: string | null): ReturnType<typeof placeOf> | null {
    if (drawKey === null) return null;
    if (this.#crowd.seconds[visitor] === 0 && this.#crowd.keys[visitor] === 0) {
      this.#drawKey ??= hexBytes(drawKey);
      const key = orderKey(this.#hmac, this.#drawKey, this.#crowd.idOf(visitor));
      const { opensAtMs } = this.#room.settings;
      this.#crowd.setPlace(visitor, placeOf(this.#crowd.joinedAtS(visitor), key, opensAtMs));
    }
    return this.#crowd.placeOf(visitor);
  }

  #sync(gate: SimGate, atMs: number): void {
    const nowMs = EPOCH_MS + atMs;
    const present = gate.takePresent();
    for (const { visitor } of present) this.#audit.report(visitorOf(visitor), nowMs);
    this.#audit.endSessions(nowMs);
    completeDraw(this.#room, this.#randomness, nowMs);
    receiveReport(this.#room, { gate: gate.number, present, load: { ...NO_LOAD, joins: gate.takeJoins() } }, nowMs);
    const { issued } = tick(this.#room, nowMs);
    if (issued !== undefined) this.#audit.pass(issued, nowMs);
    gate.learn(passesOwed(this.#room, gate.number));
    const snapshot = snapshotOf(this.#room, nowMs, GATES);
    if (nowMs - gate.snapshot.atMs >= SNAPSHOT_EVERY_MS) gate.snapshot = snapshot;
    if (atMs < 0) return;
    this.#rpcs.add(1, atMs);
    this.#reported.add(present.length, atMs);
    this.#issued.add(issued?.visitors.length ?? 0, atMs);
  }

  #note(atMs: number): void {
    const second = Math.floor(atMs / SECOND_MS);
    const called = this.#becameCallable.counts[second] ?? 0;
    this.#called += called;
    this.#callable.push(this.#called - this.#audit.admitted);
    this.#active.push(this.#audit.active);
  }

  #gateOf(visitor: number): SimGate {
    const gate = this.#gates[this.#gateNumbers[visitor] ?? 0];
    if (gate === undefined) throw new Error("there is no such gate");
    return gate;
  }
}

function settingsOf({ ratePerS, maxActive, sessionMs, lobbyMs }: QueueWish): QueueSettings {
  const passTtlMs = Math.min(DEFAULT_QUEUE.passTtlMs, sessionMs);
  const opensAtMs = lobbyMs === null ? null : EPOCH_MS + lobbyMs;
  return { ...DEFAULT_QUEUE, mode: "on", ratePerS, maxActive, opensAtMs, passTtlMs, sessionTtlMs: sessionMs };
}

function hex32(random: Random): string {
  const byte = (): string =>
    Math.floor(random() * 256)
      .toString(16)
      .padStart(2, "0");
  return Array.from({ length: 32 }, byte).join("");
}
