import type { BookingSnapshot } from "../../contract/event-object.ts";
import type { BookingId } from "../../contract/ids.ts";
import { snapshotEssence } from "./booking-essence.ts";
import type { Surroundings } from "./surroundings.ts";
import { insist } from "./violation.ts";

const EVERY_MS = 700;
const BATCH = 6;
/** The object keeps its position in a row only now and then. */
const KEEP_SHARE = 0.4;

/** Postgres, and the drain that brings it what has changed: one attempt under way, which may fail, or succeed unheard. */
export class JournalTable {
  readonly #world: Surroundings;
  readonly #rows = new Map<BookingId, BookingSnapshot>();
  readonly #said = new Map<string, string>();

  constructor(world: Surroundings) {
    this.#world = world;
  }

  row(id: BookingId): BookingSnapshot | undefined {
    return this.#rows.get(id);
  }

  /** Whatever is dirty, in time. */
  drain(): void {
    const { agenda, dice } = this.#world;
    const dirty = this.#world.atObject((shell) => ({ shell, batch: shell.takeDirty(BATCH) }));
    const isLost = dirty === undefined || this.#world.strikes("journal_failures", 0.2);
    if (!isLost && dirty.batch.length > 0) {
      agenda.in(dice.int(1, 150), "the journal saves", () => {
        for (const { snapshot } of dirty.batch) this.#save(snapshot);
        if (this.#world.strikes("journal_failures", 0.2)) return;
        const mustKeep = dice.chance(KEEP_SHARE);
        // Of another life of the object by now, perhaps: that one knows nothing of this attempt.
        this.#world.atObject((shell) => shell === dirty.shell && shell.journalSaved(dirty.batch, mustKeep));
      });
    }
    if (!this.#world.isCalm) agenda.in(dice.int(1, 2 * EVERY_MS), "the journal's turn", () => this.drain());
  }

  /** Insert, or update where the version is newer. */
  #save(snapshot: BookingSnapshot): void {
    const { id, version } = snapshot;
    const [key, content] = [`${id} ${version}`, snapshotEssence(snapshot)];
    const said = this.#said.get(key) ?? content;
    insist(said === content, "I7", () => `version ${version} of ${id} was\n  ${said}, is\n  ${content}`);
    this.#said.set(key, content);
    if ((this.#rows.get(id)?.version ?? 0) < version) this.#rows.set(id, snapshot);
  }
}
