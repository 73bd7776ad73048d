import type { FeedSnapshot, FeedTotals } from "../../../domain/contract/live-feed.ts";
import { applyDiff } from "../../../domain/live-feed/apply-diff.ts";
import { decodeFrame } from "../../../domain/live-feed/decode-frame.ts";
import { encodeDiff } from "../../../domain/live-feed/encode-diff.ts";
import { encodeSnapshot } from "../../../domain/live-feed/encode-snapshot.ts";

const NONE: FeedTotals = { free: 0, taken: 0, sold: 0, blocked: 0 };

/** A house of eight seats as the event's object tells of it: each change is one version. */
export class FakeHouse {
  readonly #statuses = new Uint8Array(8);
  readonly #changedAt = new Float64Array(8);
  version = 0;

  /** Changes a seat, and gives the diff. */
  change(seat: number, status: number): Uint8Array {
    this.#statuses[seat] = status;
    this.#changedAt[seat] = ++this.version;
    return this.since(this.version - 1);
  }

  snapshot(): Uint8Array {
    return encodeSnapshot({ ...this.#frame(), kind: "snapshot", statuses: this.#statuses.slice() });
  }

  since(fromVersion: number): Uint8Array {
    const changes = [...this.#statuses.entries()].filter(([seat]) => (this.#changedAt[seat] ?? 0) > fromVersion);
    return encodeDiff({ ...this.#frame(), kind: "diff", fromVersion, changes });
  }

  get statuses(): readonly number[] {
    return [...this.#statuses];
  }

  #frame(): Omit<FeedSnapshot, "kind" | "statuses"> {
    return { version: this.version, atMs: 0, seatCount: 8, totals: NONE, areas: [] };
  }
}

/** Somebody who listens, and applies what he is sent. */
export class FakeListener {
  readonly frames: Uint8Array[] = [];
  house: FeedSnapshot | undefined;
  gaps = 0;

  readonly send = (bytes: Uint8Array): void => {
    this.frames.push(bytes);
    const frame = decodeFrame(bytes);
    if (frame.kind === "snapshot") this.house = frame;
    else if (this.house !== undefined) {
      const next = applyDiff(this.house, frame);
      if (next === undefined) this.gaps++;
      else this.house = next;
    }
  };

  get statuses(): readonly number[] {
    return [...(this.house?.statuses ?? [])];
  }
}
