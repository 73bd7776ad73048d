import type { Pass, Presence, QueueSnapshot } from "../../contract/waiting-room.ts";
import { visitorOf } from "./crowd.ts";

/** What a gate and the isolates behind it know between two syncs. */
export class SimGate {
  readonly number: number;
  /** As old as isolates let it become: they ask once a second. */
  snapshot: QueueSnapshot;
  readonly #passes = new Map<number, Pass>();
  #present: Presence[] = [];
  readonly #joins = new Map<number, number>();

  constructor(number: number, snapshot: QueueSnapshot) {
    this.number = number;
    this.snapshot = snapshot;
  }

  joined(second: number): void {
    this.#joins.set(second, (this.#joins.get(second) ?? 0) + 1);
  }

  present(presence: Presence): void {
    this.#present.push(presence);
  }

  learn(passes: readonly Pass[]): void {
    for (const pass of passes) this.#passes.set(visitorOf(pass.visitor), pass);
  }

  takePass(visitor: number): Pass | undefined {
    const pass = this.#passes.get(visitor);
    this.#passes.delete(visitor);
    return pass;
  }

  takePresent(): readonly Presence[] {
    const present = this.#present;
    this.#present = [];
    return present;
  }

  takeJoins(): readonly (readonly [second: number, count: number])[] {
    const joins = [...this.#joins];
    this.#joins.clear();
    return joins;
  }
}
