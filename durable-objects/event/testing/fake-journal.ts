import type { BookingSnapshot } from "../../../domain/contract/event-object.ts";
import type { Journal } from "../../../domain/ports/bookings.ts";

/** A journal whose every save waits until the test says how it ends. */
export class FakeJournal implements Journal {
  readonly saves: BookingSnapshot[][] = [];
  readonly signals: AbortSignal[] = [];
  #ends: PromiseWithResolvers<void>[] = [];
  #onSave: () => void = () => undefined;

  save(snapshots: readonly BookingSnapshot[], _trace: unknown, signal: AbortSignal): Promise<void> {
    const end = Promise.withResolvers<void>();
    this.saves.push([...snapshots]);
    this.signals.push(signal);
    this.#ends.push(end);
    this.#onSave();
    return end.promise;
  }

  /** Resolves when there have been `count` saves. */
  async untilSaves(count: number): Promise<void> {
    while (this.saves.length < count) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#onSave = resolve;
      await promise;
    }
  }

  /** Ends the oldest save that is under way. */
  succeed(): void {
    this.#ends.shift()?.resolve();
  }

  fail(): void {
    this.#ends.shift()?.reject(new Error("the database is down: postgres://user:secret@host/db"));
  }
}
