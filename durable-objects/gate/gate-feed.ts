import { readHeader } from "../../domain/live-feed/frame-header.ts";
import { refuse, type Refusal, type Result } from "../../domain/result.ts";
import { SECOND_MS } from "../../domain/time.ts";
import { mergeFrames } from "./merge-frames.ts";
import { within } from "./within.ts";

/** What a WebSocket is to the feed. */
export interface Listener {
  send(frame: Uint8Array): void;
}

/** The object's frame since a version, or the whole house for null. */
type AskFeed = (sinceVersion: number | null) => Promise<Result<Uint8Array>>;

interface Answer {
  readonly frame: Promise<Result<Uint8Array>>;
  readonly askedAtMs: number;
}

interface SentFrame {
  readonly bytes: Uint8Array;
  readonly version: number;
  readonly sentAtMs: number;
}

const MIN_PACE_MS = 250;
/** 36 µs of a core per message: at this pace the fan-out takes a quarter of one, however many listen. */
const PACE_MS_PER_LISTENER = 0.144;
/** Some 5 ms; between slices the gate answers commands. */
const LISTENERS_PER_SLICE = 128;
/** Who connects or comes back within it shares an answer. */
const ANSWER_KEPT_MS = SECOND_MS;
const ANSWER_TIMEOUT_MS = 5 * SECOND_MS;
/** Versions that are asked for in that time; for more, all get the whole house. */
const MAX_ANSWERS = 16;
/** Longer than an answer is kept and waited for, so that whatever was sent after it can be sent after it again. */
const SENT_KEPT_MS = 8 * SECOND_MS;
const MAX_SENT = 64;

/**
 * The gate's fan-out: what the event's object pushes goes to all who listen here, the same bytes to everybody. Where many
 * listen it goes out less often, and what came in between goes as one. `listeners` are those of this moment.
 */
export class GateFeed {
  readonly #listeners: () => readonly Listener[];
  readonly #answers = new Map<number | null, Answer>();
  #waiting: readonly Uint8Array[] = [];
  #sent: SentFrame[] = [];
  #isSending = false;
  #frames = 0;

  constructor(listeners: () => readonly Listener[]) {
    this.#listeners = listeners;
  }

  /** Frames that went out, each counted once, however many listened. */
  get frames(): number {
    return this.#frames;
  }

  /** False: nobody listens. */
  push(frame: Uint8Array): boolean {
    if (this.#listeners().length === 0) {
      this.#waiting = [];
      this.#sent = [];
      // The object forgets this gate now: whoever comes next must ask it, and be known there again.
      this.#answers.clear();
      return false;
    }
    this.#waiting = this.#waiting.length === 0 ? [frame] : mergeFrames([...this.#waiting, frame]);
    if (!this.#isSending) void this.#send();
    return true;
  }

  /**
   * What somebody at a version has to be sent, for null from the start, so that nothing is missing before the next push. To be
   * sent in the same turn. Refusals: unavailable, and the object's.
   */
  async since(version: number | null, ask: AskFeed): Promise<Result<readonly Uint8Array[]>> {
    const answer = await this.#answer(version, ask).frame;
    if (!answer.ok) return answer;
    const frame = answer.value;
    const known = readHeader(frame).version;
    return { ok: true, value: [frame, ...this.#sent.filter((sent) => sent.version > known).map(({ bytes }) => bytes)] };
  }

  #answer(version: number | null, ask: AskFeed): Answer {
    const nowMs = Date.now();
    for (const [since, { askedAtMs }] of this.#answers) {
      if (nowMs - askedAtMs > ANSWER_KEPT_MS) this.#answers.delete(since);
    }
    const known = this.#answers.get(version);
    if (known !== undefined) return known;
    if (version !== null && this.#answers.size >= MAX_ANSWERS) return this.#answer(null, ask);
    const answer: Answer = { frame: this.#ask(version, ask), askedAtMs: nowMs };
    this.#answers.set(version, answer);
    return answer;
  }

  /** Never rejects. What failed is not kept. */
  async #ask(version: number | null, ask: AskFeed): Promise<Result<Uint8Array>> {
    const unavailable: { readonly ok: false; readonly refusal: Refusal } = refuse("unavailable");
    const answer = await within<Result<Uint8Array>>(ANSWER_TIMEOUT_MS, ask(version), unavailable).catch(
      () => unavailable,
    );
    if (!answer.ok) this.#answers.delete(version);
    return answer;
  }

  /** Sends what waits, and what comes to wait meanwhile, at the pace that the number of listeners allows. */
  async #send(): Promise<void> {
    this.#isSending = true;
    while (this.#waiting.length > 0) {
      const beganAtMs = Date.now();
      const frames = this.#waiting;
      this.#waiting = [];
      const listeners = this.#listeners();
      this.#note(frames, beganAtMs);
      for (let from = 0; from < listeners.length; from += LISTENERS_PER_SLICE) {
        if (from > 0) await pause(0);
        for (const listener of listeners.slice(from, from + LISTENERS_PER_SLICE)) sendTo(listener, frames);
      }
      const paceMs = Math.max(MIN_PACE_MS, listeners.length * PACE_MS_PER_LISTENER);
      await pause(Math.max(0, beganAtMs + paceMs - Date.now()));
    }
    this.#isSending = false;
  }

  #note(frames: readonly Uint8Array[], nowMs: number): void {
    this.#frames += frames.length;
    this.#sent = [
      ...this.#sent.filter(({ sentAtMs }) => nowMs - sentAtMs < SENT_KEPT_MS),
      ...frames.map((bytes) => ({ bytes, version: readHeader(bytes).version, sentAtMs: nowMs })),
    ].slice(-MAX_SENT);
  }
}

function sendTo(listener: Listener, frames: readonly Uint8Array[]): void {
  try {
    for (const frame of frames) listener.send(frame);
  } catch {
    // It has gone; the platform says so to the gate by itself.
  }
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
