/**
 * Deliberate bugs, each of a kind that somebody might make: the world must find every one, or it is worth nothing. A bug is
 * put around a function of the cores, never into it.
 */
import type { Command } from "../../contract/event-object.ts";
import type { QueueReport } from "../../contract/waiting-room.ts";
import { HouseIndex } from "../../best-available/house-index.ts";
import { changed, holdsItems, type Booking } from "../../inventory/booking.ts";
import type { Decision } from "../../inventory/decide.ts";
import { snapshotOf } from "../../inventory/snapshot-of.ts";
import type { InventoryState } from "../../inventory/state.ts";
import { ok, refuse } from "../../result.ts";
import type { RoomState } from "../../waiting-room/room.ts";
import type { ReadyEntry } from "../../waiting-room/ready-list.ts";
import { CORES, type Cores } from "./cores.ts";
import { EventStore, type Commit } from "./event-store.ts";

const { decide, applyBooking, availability, admitCommand, receiveReport, tick, restoreRoom } = CORES;

export const MUTANTS = {
  "a hold that is over still stands in the way": {
    decide: (state, command, nowMs, admit) => {
      const decision = decide(state, command, nowMs, admit);
      const clears = decision.changes.some(({ id, status }) => status === "expired" && id !== idOf(command));
      return clears ? refused("seat_taken") : decision;
    },
  },
  "the count of an area forgets what is given back": {
    applyBooking: (state, next) => {
      const old = state.bookings.get(next.id);
      applyBooking(state, next);
      if (old?.status !== "created" || holdsItems(next)) return;
      for (const { area, count } of old.places) Object.assign(state.areas[area] ?? {}, addedTo(state, area, count));
    },
  },
  "a repeat is known by its key, whatever its body": {
    decide: (state, command, nowMs, admit) => decide(state, withFingerprint(command, "any"), nowMs, admit),
  },
  "a repeat is decided anew": {
    decide: (state, command, nowMs, admit) => {
      const scope = `${"bookingId" in command ? command.bookingId : ""} ${state.version}`;
      return decide(
        state,
        "repeat" in command ? { ...command, repeat: { ...command.repeat, scope } } : command,
        nowMs,
        admit,
      );
    },
  },
  "seats are added to a booking without a pass": {
    admitCommand: (state, command, nowMs) =>
      command.type === "select" ? undefined : admitCommand(state, command, nowMs),
  },
  "a pass is not bound to its first buyer": { usePass: () => undefined },
  "a pass lives on when its time is over": {
    admitCommand: (state, command, nowMs) => {
      const refusal = admitCommand(state, command, nowMs);
      return refusal?.reason === "pass_expired" ? undefined : refusal;
    },
  },
  "one more than the cap": {
    tick: (state, nowMs) => withSettings(state, { maxActive: state.settings.maxActive + 1 }, () => tick(state, nowMs)),
  },
  "twice the rate": {
    tick: (state, nowMs) => withSettings(state, { ratePerS: state.settings.ratePerS * 2 }, () => tick(state, nowMs)),
  },
  "a pause stops nothing": {
    tick: (state, nowMs) => withSettings(state, { isPaused: false }, () => tick(state, nowMs)),
  },
  "whoever reports is invited": {
    receiveReport: (state, report, nowMs) => {
      const { threshold } = state.invitation;
      state.invitation.threshold = { second: Infinity, key: 0 };
      const lapsed = receiveReport(state, report, nowMs);
      state.invitation.threshold = threshold;
      return lapsed;
    },
  },
  "the highest place comes first": {
    tick: (state, nowMs) => {
      turnAround(state, nowMs);
      return tick(state, nowMs);
    },
  },
  "who has a pass is put on the ready list again": {
    receiveReport: (state, report, nowMs) => {
      const lapsed = receiveReport(state, report, nowMs);
      for (const { visitor, place } of report.present) {
        if (state.passes.of(visitor) === undefined) continue;
        state.ready.offer({ visitor, place, gate: report.gate, seenAtMs: nowMs }, Infinity);
      }
      return lapsed;
    },
  },
  "an old token gets a second turn": {
    receiveReport: (state, report, nowMs) => receiveReport(state, joinedNow(report, nowMs), nowMs),
  },
  "passes are forgotten by a restart": {
    restoreRoom: (saved, _, uses, nowMs) => restoreRoom(saved, [], uses, nowMs),
  },
  "passes that were replaced live again after a restart": {
    restoreRoom: (saved, batches, uses, nowMs) =>
      restoreRoom(
        saved,
        batches.map((batch) => ({ ...batch, ended: [] })),
        uses,
        nowMs,
      ),
  },
  "a restart draws again": {
    restoreRoom: (saved, batches, uses, nowMs) => {
      const record = { ...saved.draw.record, commitment: saved.draw.seed };
      return restoreRoom({ ...saved, draw: { ...saved.draw, record } }, batches, uses, nowMs);
    },
  },
  "the answer goes out before the commit": { createStore: () => new LateStore() },
  "the log has no images of its bookings": { createStore: () => new BareStore() },
  "the journal's position runs ahead": { createStore: () => new HastyStore() },
  "a late payment gets its seats whoever has them": {
    decide: (state, command, nowMs, admit) => {
      const decision = decide(state, command, nowMs, admit);
      const { result } = decision.answer;
      const booking = command.type === "confirm" ? state.bookings.get(command.bookingId) : undefined;
      if (result.ok || result.refusal.reason !== "seats_gone" || booking === undefined) return decision;
      for (const { seat } of booking.seats) state.seatOwners[seat] = undefined;
      return { ...decision, changes: [changed(booking, { status: "confirmed", deadlineMs: null })] };
    },
  },
  "any payment confirms": {
    decide: (state, command, nowMs, admit) => {
      const decision = decide(state, command, nowMs, admit);
      const { result } = decision.answer;
      if (command.type !== "confirm" || result.ok || result.refusal.reason !== "payment_superseded") return decision;
      const booking = state.bookings.get(command.bookingId);
      if (booking?.status !== "created" && booking?.status !== "pending_payment") return decision;
      const sold = changed(booking, { status: "confirmed", deadlineMs: null, paymentId: command.paymentId });
      return { answer: { result: ok(snapshotOf(state.config, sold)), replayed: false }, changes: [sold] };
    },
  },
  "equal seats are given to who has not agreed to them": {
    decide: (state, command, nowMs, admit) =>
      decide(state, command.type === "confirm" ? { ...command, acceptsEqualSeats: true } : command, nowMs, admit),
  },
  "other seats cost what they cost today": {
    decide: (state, command, nowMs, admit) => {
      const decision = decide(state, command, nowMs, admit);
      const sold = command.type === "confirm" ? decision.changes.at(-1) : undefined;
      if (sold === undefined || sold.seats === state.bookings.get(sold.id)?.seats) return decision;
      const seats = sold.seats.map(({ seat }) => ({ seat, priceMinor: state.seatPrices[seat] ?? 0 }));
      return outcomeOf(state, decision, { ...sold, seats });
    },
  },
  "slow money shortens the time that there is": {
    decide: (state, command, nowMs, admit) => {
      const decision = decide(state, command, nowMs, admit);
      if (command.type !== "await_money") return decision;
      const booking = state.bookings.get(command.bookingId);
      if (decision.changes.length > 0 || booking?.status !== "pending_payment") return decision;
      return outcomeOf(state, decision, changed(booking, { deadlineMs: command.untilMs }));
    },
  },
  "slow money keeps seats that it has no time for": {
    decide: (state, command, nowMs, admit) => {
      const decision = decide(state, command, nowMs, admit);
      const kept = command.type === "await_money" ? decision.changes.at(-1) : undefined;
      return kept === undefined ? decision : outcomeOf(state, decision, { ...kept, deadlineMs: null });
    },
  },
  "a cancelled event takes money": {
    decide: (state, command, nowMs, admit) => {
      if (command.type !== "confirm" && command.type !== "await_money") return decide(state, command, nowMs, admit);
      const { isCancelled: _, ...config } = state.config;
      return decide({ ...state, config }, command, nowMs, admit);
    },
  },
  "the limit is per booking": {
    decide: (state, command, nowMs, admit) => {
      if (!("buyerId" in command)) return decide(state, command, nowMs, admit);
      const all = state.holdingOf.get(command.buyerId) ?? [];
      state.holdingOf.set(
        command.buyerId,
        all.filter((id) => id === command.bookingId),
      );
      const decision = decide(state, command, nowMs, admit);
      if (all.length === 0) state.holdingOf.delete(command.buyerId);
      else state.holdingOf.set(command.buyerId, all);
      return decision;
    },
  },
  "the choice of seats does not know what is over": {
    decide: (state, command, nowMs, admit) => {
      const index = state.houseIndex;
      if (index !== undefined) index.asOf = (atMs) => HouseIndex.prototype.asOf.call(index, atMs, []);
      return decide(state, command, nowMs, admit);
    },
  },
  "single seats are guarded the other way round": {
    decide: (state, command, nowMs, admit) => {
      const config = { ...state.config, guardsSingleSeats: state.config.guardsSingleSeats !== true };
      return decide({ ...state, config, houseIndex: undefined }, command, nowMs, admit);
    },
  },
  "seats show as taken until somebody tidies": { availability: (state) => availability(state, -Infinity) },
  "a checkout is no new version": {
    decide: (state, command, nowMs, admit) => {
      const decision = decide(state, command, nowMs, admit);
      if (command.type !== "checkout") return decision;
      return { ...decision, changes: decision.changes.map((booking) => sameVersion(state, booking)) };
    },
  },
} as const satisfies Readonly<Record<string, Partial<Cores>>>;

export type MutantName = keyof typeof MUTANTS;

export function mutant(name: MutantName): Cores {
  return { ...CORES, ...MUTANTS[name] };
}

function refused(reason: "seat_taken"): Decision {
  return { answer: { result: refuse(reason), replayed: false }, changes: [] };
}

/** The decision with another last value of its booking. */
function outcomeOf({ config }: InventoryState, { changes }: Decision, next: Booking): Decision {
  const answer = { result: ok(snapshotOf(config, next)), replayed: false };
  return { answer, changes: [...changes.slice(0, -1), next] };
}

function idOf(command: Command): string | null {
  return command.bookingId;
}

function addedTo(state: InventoryState, area: number, count: number): { readonly selected: number } {
  return { selected: (state.areas[area]?.selected ?? 0) + count };
}

function withFingerprint(command: Command, fingerprint: string): Command {
  return "repeat" in command ? { ...command, repeat: { ...command.repeat, fingerprint } } : command;
}

function withSettings<T>(state: RoomState, change: Partial<RoomState["settings"]>, run: () => T): T {
  const { settings } = state;
  state.settings = { ...settings, ...change };
  const value = run();
  state.settings = settings;
  return value;
}

function joinedNow(report: QueueReport, nowMs: number): QueueReport {
  const present = report.present.map((each) => ({ ...each, joinedAtS: Math.ceil(nowMs / 1_000) + 1 }));
  return { ...report, present };
}

/** Gives the ready list's places out the other way round. */
function turnAround({ ready }: RoomState, nowMs: number): void {
  const entries: ReadyEntry[] = [];
  for (let entry = ready.takeLowest(nowMs); entry !== undefined; entry = ready.takeLowest(nowMs)) entries.push(entry);
  const places = entries.map(({ place }) => place).toReversed();
  for (const [i, entry] of entries.entries()) ready.offer({ ...entry, place: places[i] ?? entry.place }, Infinity);
}

function sameVersion({ bookings }: InventoryState, booking: Booking): Booking {
  return { ...booking, version: bookings.get(booking.id)?.version ?? booking.version };
}

/** Each commit is written with the next one. */
class LateStore extends EventStore {
  #late: Commit | undefined;

  override commit(next: Commit): void {
    const late = this.#late;
    this.#late = next;
    if (late !== undefined) super.commit(late);
  }
}

class BareStore extends EventStore {
  override commit(next: Commit): void {
    super.commit({ ...next, rows: [] });
  }
}

class HastyStore extends EventStore {
  override saveJournalPosition(): void {
    super.saveJournalPosition(this.version());
  }
}
