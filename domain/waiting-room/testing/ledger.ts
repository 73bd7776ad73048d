import type { VisitorId } from "../../contract/ids.ts";
import type { Pass, Presence, QueuePlace, QueueSettings } from "../../contract/waiting-room.ts";

interface Entry {
  readonly pass: Pass;
  isUsed: boolean;
  isConfirmed: boolean;
  hasEnded: boolean;
  /** A row that was written since tells of its end. */
  isEndWritten: boolean;
}

interface Seen {
  readonly last: Presence;
  readonly lowest: QueuePlace;
  readonly atMs: number;
  /** By a clock that has jumped back since, if one has; −∞ for who was found gone before it did: he may be forgotten. */
  surelyAtMs: number;
}

const HERE_MS = 10_000;

/** A list of everybody and every pass, read from end to end for each question: obvious, slow, and nothing of the room's. */
export class Ledger {
  readonly #seen = new Map<VisitorId, Seen>();
  readonly #entries: Entry[] = [];
  #allowed = 1;

  /** Whether he must be told that he has lapsed. */
  report(presence: Presence, threshold: QueuePlace, nowMs: number): boolean {
    const { visitor, place, joinedAtS } = presence;
    const mine = this.#entries.filter(({ pass }) => pass.visitor === visitor);
    if (mine.some((entry) => !entry.hasEnded && !isOver(entry, nowMs))) return false;
    const last = mine.at(-1);
    if (last !== undefined && joinedAtS <= Math.floor(last.pass.issuedAtMs / 1_000)) return true;
    if (mine.some(({ hasEnded }) => !hasEnded)) return false;
    const before = this.#seen.get(visitor);
    const isKnown = before !== undefined && nowMs - before.atMs < HERE_MS;
    if (!isKnown && !isLower(place, threshold)) return false;
    const lowest = isKnown && isLower(before.lowest, place) ? before.lowest : place;
    const isSurelyHere = isLower(place, threshold) || (before !== undefined && nowMs - before.surelyAtMs < HERE_MS);
    this.#seen.set(visitor, { last: presence, lowest, atMs: nowMs, surelyAtMs: isSurelyHere ? nowMs : -Infinity });
    return false;
  }

  /** So much time has passed at this rate. */
  pass(ratePerS: number, ms: number): void {
    this.#allowed += (ratePerS * Math.max(0, ms)) / 1_000;
  }

  /** What is wrong with what a tick has issued, or undefined. */
  tick(issued: readonly Pass[], settings: QueueSettings, nowMs: number): string | undefined {
    for (const seen of this.#seen.values()) {
      seen.surelyAtMs = nowMs - seen.surelyAtMs >= HERE_MS ? -Infinity : Math.min(seen.surelyAtMs, nowMs);
    }
    for (const entry of this.#entries) entry.hasEnded ||= isOver(entry, nowMs);
    this.#allowed -= issued.length;
    const faults = [
      this.#allowed < -1e-6 ? "faster than the set rate" : undefined,
      issued.length > 0 && settings.isPaused ? "issued while it is paused" : undefined,
      ...issued.map((pass) => this.#faultOf(pass, issued, nowMs)),
    ];
    for (const pass of issued) {
      this.#entries.push({ pass, isUsed: false, isConfirmed: false, hasEnded: false, isEndWritten: false });
      this.#seen.delete(pass.visitor);
    }
    if (issued.length > 0) {
      for (const entry of this.#entries) entry.isEndWritten = entry.hasEnded;
      if (this.living().length > settings.maxActive) faults.push("above the cap");
    }
    return faults.find((fault) => fault !== undefined);
  }

  living(): readonly number[] {
    return this.#entries.filter(({ hasEnded }) => !hasEnded).map(({ pass }) => pass.number);
  }

  use(number: number): void {
    for (const entry of this.#entries) if (entry.pass.number === number) entry.isUsed = true;
  }

  end(number: number, isConfirmed: boolean): void {
    for (const entry of this.#entries) {
      if (entry.pass.number !== number) continue;
      entry.hasEnded = true;
      entry.isConfirmed ||= isConfirmed;
    }
  }

  /** What no row tells is forgotten: who is here, and ends that were not written. */
  restart(): void {
    this.#seen.clear();
    for (const entry of this.#entries) entry.hasEnded = entry.isEndWritten || entry.isConfirmed;
  }

  passesOf(visitor: VisitorId): readonly number[] {
    const mine = this.#entries.filter(({ pass, hasEnded }) => pass.visitor === visitor && !hasEnded);
    return mine.map(({ pass }) => pass.number);
  }

  #faultOf(pass: Pass, issued: readonly Pass[], nowMs: number): string | undefined {
    const seen = this.#seen.get(pass.visitor);
    if (seen === undefined) return "to somebody who is not invited, or not here";
    if (nowMs - seen.atMs >= HERE_MS) return "to somebody who has gone";
    if (this.passesOf(pass.visitor).length > 0) return "a second living pass";
    if (this.#entries.some((entry) => entry.pass.number >= pass.number)) return "a number that was given before";
    for (const [visitor, other] of this.#seen) {
      if (issued.some((one) => one.visitor === visitor) || nowMs - other.surelyAtMs >= HERE_MS) continue;
      if (isLower(other.last.place, seen.lowest)) return "past somebody who is here and lower";
    }
    return undefined;
  }
}

function isOver({ pass, isUsed }: Entry, nowMs: number): boolean {
  return nowMs >= pass.endsAtMs || (!isUsed && nowMs >= pass.useByMs);
}

function isLower(a: QueuePlace, b: QueuePlace): boolean {
  return a.second === b.second ? a.key < b.key : a.second < b.second;
}
