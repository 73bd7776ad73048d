/**
 * The waiting room as a doorman keeps it on paper: the passes in the order in which they were given, and who stands at the
 * door. It is told what the object was told and what it gave out, and checks it (I5). Where the threshold stands and how many
 * passes a moment gives it does not foretell: it sees both, and checks that nobody above the threshold got one, that it was
 * the lowest of those present, and that there were not too many.
 */
import type { Command } from "../../contract/event-object.ts";
import type { ErrorCode } from "../../contract/error-codes.ts";
import type { QueuePlace, QueueSettings } from "../../contract/waiting-room.ts";
import { MINUTE_MS, SECOND_MS } from "../../time.ts";
import type { Door } from "./books.ts";
import { insist } from "./violation.ts";
import type { Synced } from "./witness.ts";

interface PaperPass {
  readonly number: number;
  readonly visitor: string;
  readonly issuedAtMs: number;
  readonly useByMs: number;
  readonly endsAtMs: number;
  /** Whose it is, from the first use on. */
  buyer: string | null;
  /** untold: the object knows it, its rows do not yet; a restart may bring such a pass back to life until its time is over. */
  end: "no" | "untold" | "told";
}

interface AtTheDoor {
  readonly visitor: string;
  place: QueuePlace;
  seenAtMs: number;
  /** Came while everybody was invited: no second was called then. */
  isUncalled: boolean;
}

const GONE_AFTER_MS = 10 * SECOND_MS;
const YOUNGEST_MS = 3 * SECOND_MS;
/** Passes older than this need not be remembered by anybody: no token that old is good. */
const REMEMBERED_MS = 34 * MINUTE_MS;

export class DoorBook implements Door {
  settings: QueueSettings;
  readonly #passes: PaperPass[] = [];
  #here: AtTheDoor[] = [];
  #threshold: QueuePlace = { second: 0, key: 0 };
  /** Passes that the rate has earned and nobody has got. */
  #earned = 0;
  /** The highest rate since the last batch: what it has earned may still be given. */
  #ratePerS = 0;
  #earnedAtMs = -Infinity;
  #sweptAtMs = -Infinity;
  /** Where the threshold stood when this life of the object began: whoever is below was called before, or is not young. */
  #beganAtS: number | undefined;
  /** The object's clock has been there. */
  #latestMs = -Infinity;
  isDrawn: boolean;

  constructor(settings: QueueSettings) {
    this.settings = settings;
    this.isDrawn = settings.opensAtMs === null;
  }

  get needsPass(): boolean {
    return this.settings.mode !== "off";
  }

  get issued(): number {
    return this.#passes.length;
  }

  refuses(command: Command, nowMs: number): ErrorCode | undefined {
    if (!this.needsPass) return undefined;
    if (command.type !== "create_booking" && command.type !== "select" && command.type !== "buy") return undefined;
    const { pass: claim, buyerId } = command;
    if (claim === undefined) return "pass_required";
    if (claim.visitor.startsWith("usr_") && claim.visitor !== buyerId) return "pass_wrong_visitor";
    const pass = this.#passes.find(({ number }) => number === claim.number);
    if (pass === undefined || !isLiving(pass, nowMs)) return "pass_expired";
    return pass.visitor === claim.visitor && (pass.buyer ?? buyerId) === buyerId ? undefined : "pass_wrong_visitor";
  }

  /** A hold has taken effect by this pass. */
  used(number: number, buyer: string): void {
    const pass = this.#passes.find((each) => each.number === number);
    if (pass !== undefined) pass.buyer ??= buyer;
  }

  /** The booking that it let in is confirmed. */
  finished(number: number): void {
    const pass = this.#passes.find((each) => each.number === number);
    if (pass?.end === "no") pass.end = "untold";
  }

  left(visitor: string): void {
    const pass = this.#passes.find((each) => each.visitor === visitor && each.end === "no");
    if (pass !== undefined) pass.end = "untold";
  }

  announced(settings: QueueSettings, nowMs: number): void {
    if (settings.opensAtMs !== this.settings.opensAtMs) {
      this.#here = [];
      this.#threshold = { second: 0, key: 0 };
      this.isDrawn = settings.opensAtMs === null;
    }
    this.#earn(nowMs);
    this.settings = settings;
    this.#trim();
  }

  /** `confirmed`: passes whose booking is confirmed; their end is known from that. */
  restarted(confirmed: ReadonlySet<number>, nowMs: number): void {
    this.#sweptAtMs = -Infinity;
    this.#beganAtS = undefined;
    this.#earnedAtMs = Math.min(this.#earnedAtMs, nowMs);
    this.#here = [];
    this.#threshold = { second: 0, key: 0 };
    for (const pass of this.#passes) {
      // Older ones have no row any more.
      const isKept = nowMs - pass.issuedAtMs < REMEMBERED_MS && !confirmed.has(pass.number);
      if (pass.end === "untold" && isKept) pass.end = "no";
    }
  }

  synced({ report, nowMs, before, issued, sync }: Synced): void {
    this.#latestMs = Math.max(this.#latestMs, nowMs);
    this.#beganAtS ??= before.threshold.second;
    for (const { visitor, place, joinedAtS } of report.present) {
      const standing = this.#here.find((each) => each.visitor === visitor);
      const isHere = standing !== undefined && nowMs - standing.seenAtMs < GONE_AFTER_MS;
      if (isHere && !isLower(place, standing.place)) {
        standing.seenAtMs = nowMs;
        continue;
      }
      const living = this.#passes.find((pass) => pass.visitor === visitor && pass.end === "no");
      if (living !== undefined && isLiving(living, nowMs)) {
        const isTold = sync.passes.some(({ number }) => number === living.number);
        insist(isTold, "I3", () => `${visitor} is not told of pass ${living.number}`);
        continue;
      }
      const last = this.#passes.findLast((pass) => pass.visitor === visitor);
      const isKnown = last !== undefined && nowMs - last.issuedAtMs < REMEMBERED_MS;
      const hasLapsed = isKnown && joinedAtS <= Math.floor(last.issuedAtMs / SECOND_MS);
      const saysLapsed = sync.lapsed.includes(visitor);
      if (last === undefined || isKnown) {
        insist(saysLapsed === hasLapsed, "I5", () => `${visitor} joined at ${joinedAtS}: lapsed is said ${saysLapsed}`);
      }
      // A pass that is over and that no tick has noticed still counts.
      if (living === undefined && !saysLapsed && (before.isOpenToAll || isLower(place, before.threshold))) {
        this.#seen({ visitor, place, seenAtMs: nowMs, isUncalled: before.isOpenToAll });
      }
    }
    this.#tick(nowMs);
    if (issued !== undefined) this.#issued(issued.visitors, issued, before.isOpenToAll, nowMs);
    this.#checkThreshold(sync.snapshot.threshold, nowMs);
    for (const { number, visitor } of sync.passes) {
      const isOurs = this.#passes.some((pass) => pass.number === number && pass.visitor === visitor);
      insist(isOurs, "I5", () => `pass ${number} of ${visitor} was told and never issued`);
    }
  }

  /** At the lowest place that he has shown. */
  #seen(seen: AtTheDoor): void {
    this.#here = [...this.#here.filter(({ visitor }) => visitor !== seen.visitor), seen];
    this.#trim();
  }

  /** As many as five seconds of the rate let in, the lowest ones. */
  #trim(): void {
    this.#here = this.#here.toSorted(byPlace).slice(0, Math.max(1, Math.floor(this.settings.ratePerS * 5)));
  }

  #tick(nowMs: number): void {
    for (const pass of this.#passes) if (pass.end === "no" && !isLiving(pass, nowMs)) pass.end = "untold";
    this.#sweep(nowMs);
    this.#earn(nowMs);
  }

  /**
   * Never more at once than a second's worth, one more for each change of the settings since the last batch, and what may be
   * kept: a pass, or a quarter of a second's.
   */
  #earn(nowMs: number): void {
    const sinceMs = Math.min(SECOND_MS, Math.max(0, nowMs - this.#earnedAtMs));
    this.#earnedAtMs = nowMs;
    const { ratePerS } = this.settings;
    const highest = (this.#ratePerS = Math.max(this.#ratePerS, ratePerS));
    const most = Math.max(1, highest) + Math.max(1, highest / 4);
    this.#earned = Math.min(this.#earned + (ratePerS * sinceMs) / SECOND_MS, most);
  }

  /** Once a second: who is gone keeps others out for no longer than that. */
  #sweep(nowMs: number): void {
    if (nowMs >= this.#sweptAtMs && nowMs < this.#sweptAtMs + SECOND_MS) return;
    this.#sweptAtMs = nowMs;
    // Seen in a future that the clock has left again: seen now.
    for (const each of this.#here) each.seenAtMs = Math.min(each.seenAtMs, nowMs);
    this.#here = this.#here.filter(({ seenAtMs }) => nowMs - seenAtMs < GONE_AFTER_MS);
  }

  #issued(
    visitors: readonly string[],
    batch: { readonly first: number; readonly issuedAtMs: number; readonly useByMs: number; readonly endsAtMs: number },
    isOpenToAll: boolean,
    nowMs: number,
  ): void {
    const { isPaused, maxActive, mode, passTtlMs, sessionTtlMs, switchOn } = this.settings;
    const present = this.#here.filter(({ seenAtMs }) => nowMs - seenAtMs < GONE_AFTER_MS).toSorted(byPlace);
    const lowest = present.slice(0, visitors.length);
    insist(
      visitors.join() === lowest.map(({ visitor }) => visitor).join(),
      "I5",
      () => `passes for ${visitors.join(", ")}; the lowest who are here: ${present.map(nameAndPlace).join(", ")}`,
    );
    const number = this.#passes.length + 1;
    insist(batch.first === number, "I5", () => `a pass has number ${batch.first}, the next was ${number}`);
    insist(
      batch.useByMs === nowMs + passTtlMs && batch.endsAtMs === nowMs + sessionTtlMs,
      "I5",
      () => "a pass of another length",
    );
    insist(!isPaused || mode === "off", "I5", () => "a pass while it is paused");
    insist(this.isDrawn || mode === "off", "I5", () => "a pass before the draw");
    for (const { place, visitor, isUncalled } of lowest) {
      const mayBeYoung = place.second > 0 && place.second >= (this.#beganAtS ?? 0);
      const isYoung = mayBeYoung && (place.second + 1) * SECOND_MS > this.#latestMs - YOUNGEST_MS;
      insist(!isYoung || isUncalled, "I5", () => `${visitor} of second ${place.second} was called too early`);
      const other = this.#passes.find((pass) => pass.visitor === visitor && pass.end === "no");
      insist(other === undefined, "I5", () => `a second pass for ${visitor}, who has ${other?.number}`);
    }
    for (const pass of this.#passes) if (pass.end === "untold") pass.end = "told";
    for (const [i, visitor] of visitors.entries()) {
      const { issuedAtMs, useByMs, endsAtMs } = batch;
      this.#passes.push({ number: number + i, visitor, issuedAtMs, useByMs, endsAtMs, buyer: null, end: "no" });
    }
    const living = this.#passes.filter((pass) => isLiving(pass, nowMs)).length;
    insist(living <= maxActive, "I5", () => `${living} passes live, the cap is ${maxActive}`);
    // Whoever stood lower than these, and is gone, is struck off.
    const last = lowest.at(-1);
    this.#here = this.#here.filter((each) => last !== undefined && each !== last && byPlace(each, last) > 0);
    if (mode === "automatic" && isOpenToAll) {
      insist(living <= switchOn.active, "I5", () => `${living} passes live, the mark is ${switchOn.active}`);
      const most = switchOn.ratePerS * 10;
      insist(
        visitors.length <= most,
        "I5",
        () => `${visitors.length} passes at once, the mark is ${most} in ten seconds`,
      );
    }
    if (isOpenToAll) return;
    const { ratePerS } = this.settings;
    const earned = this.#earned + 1e-6;
    insist(
      visitors.length <= earned,
      "I5",
      () => `${visitors.length} passes, ${earned} are due at ${ratePerS} a second`,
    );
    const highest = this.#ratePerS;
    this.#earned = Math.min(this.#earned - visitors.length, Math.max(1, highest / 4));
    this.#ratePerS = ratePerS;
  }

  #checkThreshold(threshold: QueuePlace, nowMs: number): void {
    insist(!isLower(threshold, this.#threshold), "I5", () => `the threshold went back at ${nowMs}`);
    this.#threshold = threshold;
  }
}

/** By the time, and by whether it was given back, ended with its booking, or was over once before. */
function isLiving({ end, buyer, useByMs, endsAtMs }: PaperPass, nowMs: number): boolean {
  return end === "no" && nowMs < endsAtMs && (buyer !== null || nowMs < useByMs);
}

function isLower(a: QueuePlace, b: QueuePlace): boolean {
  return a.second === b.second ? a.key < b.key : a.second < b.second;
}

function byPlace(a: AtTheDoor, b: AtTheDoor): number {
  return a.place.second - b.place.second || a.place.key - b.place.key || (a.visitor < b.visitor ? -1 : 1);
}

function nameAndPlace({ visitor, place }: AtTheDoor): string {
  return `${visitor} ${place.second}/${place.key}`;
}
