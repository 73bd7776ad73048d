import type { VisitorId } from "../../domain/contract/ids.ts";
import type { Pass, Presence, PresenceAnswer } from "../../domain/contract/waiting-room.ts";

interface KnownPass {
  readonly pass: Pass;
  /** When the object said that it lives. */
  readonly saidAtMs: number;
}

const WAITING: PresenceAnswer = { status: "waiting" };
const LAPSED: PresenceAnswer = { status: "lapsed" };

/** A gate's share of those who have a pass that nobody has shown yet, and of those who let theirs go. */
export const MAX_KNOWN_PASSES = 50_000;
export const MAX_KNOWN_LAPSES = 10_000;

/**
 * What a gate remembers of what the object has said about visitors. Whatever is forgotten costs the visitor a poll: he is
 * reported again, and the object says it again.
 */
export class KnownVisitors {
  readonly #passes = new Map<VisitorId, KnownPass>();
  /** The visitor's token of this second, and all before, are no good any more. */
  readonly #lapses = new Map<VisitorId, number>();

  admit(pass: Pass, nowMs: number): void {
    keep(this.#passes, MAX_KNOWN_PASSES, pass.visitor, { pass, saidAtMs: nowMs });
  }

  lapse(visitor: VisitorId, joinedAtS: number): void {
    keep(this.#lapses, MAX_KNOWN_LAPSES, visitor, joinedAtS);
  }

  /**
   * A pass is known here until it must have been used; whether it was, only the object knows, so the visitor is reported again
   * then. So is one who has joined anew after the object spoke of his pass: he may have given that one back.
   */
  answer({ visitor, joinedAtS }: Presence, nowMs: number): PresenceAnswer {
    const known = this.#passes.get(visitor);
    if (known !== undefined && joinedAtS * 1_000 <= known.saidAtMs) {
      const { pass, saidAtMs } = known;
      // One that the object speaks of after its `useByMs` has been used: it lives to its end.
      if (nowMs < (saidAtMs < pass.useByMs ? Math.min(pass.useByMs, pass.endsAtMs) : pass.endsAtMs)) {
        return { status: "admitted", pass };
      }
      this.#passes.delete(visitor);
    }
    return joinedAtS <= (this.#lapses.get(visitor) ?? -Infinity) ? LAPSED : WAITING;
  }
}

/** The one that was kept longest ago goes first. */
function keep<Value>(map: Map<VisitorId, Value>, max: number, visitor: VisitorId, value: Value): void {
  map.delete(visitor);
  map.set(visitor, value);
  const [oldest] = map.keys();
  if (map.size > max && oldest !== undefined) map.delete(oldest);
}
