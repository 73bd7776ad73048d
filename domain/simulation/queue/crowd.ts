import type { VisitorId } from "../../contract/ids.ts";
import type { QueuePlace } from "../../contract/waiting-room.ts";
import { SECOND_MS } from "../../time.ts";
import type { Random } from "../random.ts";

export interface Wave {
  readonly visitors: number;
  readonly fromS: number;
  readonly seconds: number;
}

export interface CrowdWish {
  readonly waves: readonly Wave[];
  /** Share of those who join and are never seen again. */
  readonly neverBack: number;
}

/**
 * Everybody who joins, in the order of joining, in typed arrays: a million fit into 100 MB. Times in milliseconds since the
 * sale began, at `startMs`.
 */
export class Crowd {
  readonly size: number;
  readonly joinMs: Float64Array;
  readonly isGhost: Uint8Array;
  readonly seconds: Uint32Array;
  readonly keys: Float64Array;
  /** Made once: a visitor is named each time he polls. */
  readonly #ids: readonly VisitorId[];
  readonly #startMs: number;

  constructor({ waves, neverBack }: CrowdWish, startMs: number, random: Random) {
    this.size = waves.reduce((sum, { visitors }) => sum + visitors, 0);
    this.joinMs = joinTimes(waves, this.size, random);
    this.isGhost = Uint8Array.from({ length: this.size }, () => (random() < neverBack ? 1 : 0));
    this.#ids = Array.from({ length: this.size }, (_, visitor) => visitorId(visitor));
    this.seconds = new Uint32Array(this.size);
    this.keys = new Float64Array(this.size);
    this.#startMs = startMs;
  }

  idOf(visitor: number): VisitorId {
    return this.#ids[visitor] ?? visitorId(visitor);
  }

  joinedAtS(visitor: number): number {
    return Math.floor((this.#startMs + (this.joinMs[visitor] ?? 0)) / SECOND_MS);
  }

  setPlace(visitor: number, place: QueuePlace): void {
    this.seconds[visitor] = place.second;
    this.keys[visitor] = place.key;
  }

  placeOf(visitor: number): QueuePlace {
    return { second: this.seconds[visitor] ?? 0, key: this.keys[visitor] ?? 0 };
  }

  isBefore(a: number, b: number): boolean {
    const [left, right] = [this.seconds[a] ?? 0, this.seconds[b] ?? 0];
    return left < right || (left === right && (this.keys[a] ?? 0) < (this.keys[b] ?? 0));
  }
}

function joinTimes(waves: readonly Wave[], size: number, random: Random): Float64Array {
  const times = new Float64Array(size);
  let at = 0;
  for (const { visitors, fromS, seconds } of waves) {
    for (const end = at + visitors; at < end; at++) times[at] = (fromS + random() * seconds) * SECOND_MS;
  }
  return times.toSorted();
}

function visitorId(visitor: number): VisitorId {
  return `vis_${String(visitor).padStart(26, "0")}` as VisitorId;
}

export function visitorOf(id: VisitorId): number {
  return Number(id.slice(4));
}
