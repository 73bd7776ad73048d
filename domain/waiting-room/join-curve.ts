import type { QueueSnapshot } from "../contract/waiting-room.ts";

/** One less than a snapshot may have: the last point is the end. */
const MAX_BUCKETS = 254;
/** Still being counted, and what most people ask about: not merged. */
const NEWEST = 8;

type Points = QueueSnapshot["joined"];

/**
 * How many have joined before each second, in at most 256 points however long the queue: neighbours with the fewest people
 * are merged first, so that every stretch between two points holds about as many. For estimates only.
 */
export class JoinCurve {
  /** Bucket i counts who joined from starts[i] to before starts[i + 1]; the last one is a second long. */
  #starts: number[] = [];
  #counts: number[] = [];
  #points: Points | undefined;
  #total = 0;

  static from(points: Points): JoinCurve {
    const curve = new JoinCurve();
    for (const [i, [second, before]] of points.entries()) {
      const next = points[i + 1];
      if (next === undefined) break;
      curve.#starts.push(second);
      curve.#counts.push(next[1] - before);
    }
    curve.#total = points.at(-1)?.[1] ?? 0;
    return curve;
  }

  get total(): number {
    return this.#total;
  }

  /** `second` is that of the places: 0 for the lots. */
  add(second: number, count: number): void {
    this.#points = undefined;
    this.#total += count;
    const at = this.#starts.findLastIndex((start) => start <= second);
    const isLast = at === this.#starts.length - 1;
    const start = this.#starts[at];
    if (start !== undefined && (start === second || !isLast)) {
      this.#counts[at] = (this.#counts[at] ?? 0) + count;
      return;
    }
    const end = (start ?? second - 1) + 1;
    const next = this.#starts[at + 1];
    if (end < second) this.#insert(at + 1, end, 0);
    this.#insert(end < second ? at + 2 : at + 1, second, count);
    // Somebody from before all others: the stretch up to them is empty.
    if (at === -1 && next !== undefined && next > second + 1) this.#insert(1, second + 1, 0);
    while (this.#starts.length > MAX_BUCKETS) this.#mergeSmallest();
  }

  /** The last point is the end of the last second that anybody joined in. Empty before the first. */
  points(): Points {
    this.#points ??= this.#summed();
    return this.#points;
  }

  #summed(): Points {
    const end = this.#starts.at(-1);
    if (end === undefined) return [];
    let before = 0;
    const points = this.#starts.map((start, i) => {
      const point = [start, before] as const;
      before += this.#counts[i] ?? 0;
      return point;
    });
    return [...points, [end + 1, before]];
  }

  #insert(at: number, start: number, count: number): void {
    this.#starts.splice(at, 0, start);
    this.#counts.splice(at, 0, count);
  }

  /** The lots, which are the bucket of second 0, are never merged with seconds. */
  #mergeSmallest(): void {
    const first = this.#starts[0] === 0 ? 1 : 0;
    let [smallest, at] = [Infinity, first];
    for (let i = first; i + 1 < this.#starts.length - NEWEST; i++) {
      const together = (this.#counts[i] ?? 0) + (this.#counts[i + 1] ?? 0);
      if (together < smallest) [smallest, at] = [together, i];
    }
    this.#counts.splice(at, 2, smallest);
    this.#starts.splice(at + 1, 1);
  }
}
