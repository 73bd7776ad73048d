/**
 * Keeps the books beside the object, and looks at all that can be seen of it: I1, I3, I5, I6, I7 and I8 after every step, I4
 * and every answer when it is given, I2 and the journal at the end.
 */
import type { PaperSeat } from "../../best-available/testing/paper-house.ts";
import { SEAT_STATUSES, type CommandAnswer, type EventConfig } from "../../contract/event-object.ts";
import type { BookingId, VisitorId } from "../../contract/ids.ts";
import { DEFAULT_QUEUE, type DrawRecord, type QueueSettings } from "../../contract/waiting-room.ts";
import type { Booking } from "../../inventory/booking.ts";
import type { Result } from "../../result.ts";
import { snapshotEssence } from "./booking-essence.ts";
import { Books } from "./books.ts";
import { DoorBook } from "./door-book.ts";
import type { EventShell } from "./event-shell.ts";
import type { JournalTable } from "./journal-table.ts";
import type { Payment } from "./payments.ts";
import { insist } from "./violation.ts";
import type { Decided, Synced, Witness } from "./witness.ts";

export class Auditor implements Witness {
  readonly #books: Books;
  readonly #door: DoorBook;
  #config: EventConfig;
  #draw: DrawRecord | undefined;
  /** The content of each booking's last row. */
  readonly #rows = new Map<BookingId, { readonly version: number; readonly content: string }>();
  /** The newest version that somebody was told of. */
  readonly #acknowledged = new Map<BookingId, number>();
  readonly #forgotten = new Set<BookingId>();
  /** What each version of the house was seen as. */
  readonly #houses = new Map<number, string>();

  constructor(config: EventConfig, seats: readonly PaperSeat[]) {
    this.#config = config;
    this.#books = new Books(config, seats);
    this.#door = new DoorBook(config.queue ?? DEFAULT_QUEUE);
  }

  get passesIssued(): number {
    return this.#door.issued;
  }

  decided({ commands, answers, rows, nowMs }: Decided): void {
    for (const booking of rows) {
      this.#checkRow(booking);
      if (booking.status === "expired") this.#books.noteExpired(booking.id, nowMs);
    }
    for (const [i, command] of commands.entries()) {
      const answer = answers[i];
      insist(answer !== undefined, "bug", () => `${command.type} has no answer`);
      const hasEffect = this.#books.judge(command, answer, nowMs, this.#door);
      if (hasEffect && this.#door.needsPass && "pass" in command && command.pass !== undefined) {
        this.#door.used(command.pass.number, command.buyerId);
      }
    }
    for (const { id, status } of rows) {
      const pass = this.#books.pages.find((page) => page.id === id)?.pass;
      if (status === "confirmed" && typeof pass === "number") this.#door.finished(pass);
    }
  }

  forgot(ids: readonly BookingId[]): void {
    for (const id of ids) {
      this.#books.noteForgotten(id);
      this.#acknowledged.delete(id);
      this.#forgotten.add(id);
    }
  }

  reconfigured(config: EventConfig): void {
    this.#config = config;
    this.#books.reconfigured(config);
  }

  synced(sync: Synced): void {
    this.#door.synced(sync);
  }

  changedQueue(change: Partial<QueueSettings>, changed: Result<QueueSettings>, draw: DrawRecord, nowMs: number): void {
    if (!changed.ok) return;
    this.#door.announced({ ...this.#door.settings, ...change }, nowMs);
    this.#draw = draw;
  }

  drew(draw: DrawRecord): void {
    const isSame = draw.commitment === this.#draw?.commitment;
    insist(isSame, "I5", () => "the draw is not the one that was announced");
    this.#door.isDrawn = true;
    this.#draw = draw;
  }

  left(visitor: VisitorId): void {
    this.#door.left(visitor);
  }

  /** The draw as it was announced. */
  announced(draw: DrawRecord): void {
    this.#draw = draw;
  }

  /** Somebody has an answer in his hands. */
  heard({ result }: CommandAnswer): void {
    if (!result.ok) return;
    const { id, version } = result.value;
    const row = this.#rows.get(id);
    insist(
      (row?.version ?? 0) >= version,
      "I3",
      () => `version ${version} of ${id} was told, the rows have ${row?.version}`,
    );
    if (!this.#forgotten.has(id)) this.#acknowledged.set(id, Math.max(version, this.#acknowledged.get(id) ?? 0));
  }

  /** The object has a new life. */
  restarted(shell: EventShell, nowMs: number): void {
    const confirmed = this.#books.pages.flatMap(({ pass, status }) =>
      pass !== null && status === "confirmed" ? [pass] : [],
    );
    this.#door.restarted(new Set(confirmed), nowMs);
    const versions = new Map(shell.snapshots(nowMs).map(({ id, version }) => [id, version]));
    for (const [id, version] of this.#acknowledged) {
      const now = versions.get(id) ?? 0;
      insist(
        now >= version,
        "I3",
        () => `version ${version} of ${id} was acknowledged, after the restart there is ${now}`,
      );
    }
    if (this.#draw === undefined) return;
    const [draw, known] = [JSON.stringify(shell.draw()), JSON.stringify(this.#draw)];
    insist(draw === known, "I3", () => `the draw was ${known}, after the restart it is ${draw}`);
  }

  /** The clock was set back: what has been seen as due may stand there again. */
  clockWentBack(): void {
    this.#houses.clear();
  }

  look(shell: EventShell, nowMs: number): void {
    this.#lookAtHouse(shell, nowMs);
    this.#lookAtBookings(shell, nowMs);
    const settings = JSON.stringify(shell.queue(nowMs).settings);
    const set = JSON.stringify(this.#door.settings);
    insist(settings === set, "I3", () => `the queue is set to ${set}, it says ${settings}`);
  }

  /** When all that was under way has come to its end. */
  checkEnd(shell: EventShell, payments: readonly Payment[], journal: JournalTable, nowMs: number): void {
    const bookings = shell.snapshots(nowMs);
    for (const { id, booking, status } of payments) {
      const page = bookings.find((each) => each.id === booking);
      const isConfirmed = page?.status === "confirmed" && page.paymentId === id;
      insist(status !== "authorised", "I2", () => `payment ${id} was authorised, and nothing came of it`);
      insist(
        isConfirmed === (status === "captured"),
        "I2",
        () => `payment ${id} is ${status}, ${booking} is ${page?.status}`,
      );
    }
    for (const booking of bookings) {
      const isPaid = payments.some(({ id, status }) => id === booking.paymentId && status === "captured");
      insist(isPaid || booking.status !== "confirmed", "I2", () => `${booking.id} is confirmed and not paid`);
      const row = journal.row(booking.id);
      insist(
        row?.version === booking.version,
        "I7",
        () => `${booking.id} is ${booking.version}, the journal has ${row?.version}`,
      );
      insist(snapshotEssence(row) === snapshotEssence(booking), "I7", () => `the journal has another ${booking.id}`);
    }
  }

  #checkRow(booking: Booking): void {
    const { id, version, status, seats, places, deadlineMs, paymentId } = booking;
    const content = JSON.stringify([status, seats, places, deadlineMs, paymentId]);
    const before = this.#rows.get(id);
    const isSame = before?.content === content && before.version === version;
    insist(
      isSame || version > (before?.version ?? 0),
      "I7",
      () => `${id} has changed, its version is still ${version}`,
    );
    this.#rows.set(id, { version, content });
  }

  #lookAtHouse(shell: EventShell, nowMs: number): void {
    const { seatStatuses, seats, areas, version } = shell.availability(nowMs);
    const expected = this.#books.seatStatuses(nowMs);
    for (const [seat, status] of expected.entries()) {
      const shown = SEAT_STATUSES[seatStatuses[seat] ?? -1];
      insist(shown === status, "books", () => `seat ${seat} is shown as ${shown}, it is ${status}`);
    }
    const all = seats.free + seats.selected + seats.reserved + seats.sold + seats.blocked;
    const free = expected.filter((status) => status === "FREE").length;
    insist(
      all === expected.length && seats.free === free,
      "I1",
      () => `the seats do not add up: ${JSON.stringify(seats)}`,
    );
    for (const [i, area] of areas.entries()) {
      const taken = this.#books.placesTaken(i, nowMs);
      const most = Math.max(taken, this.#config.areas[i]?.capacity ?? 0);
      const sum = area.free + area.selected + area.reserved + area.sold + area.blocked;
      const addsUp = sum === most && area.capacity === most && area.free === most - taken;
      insist(addsUp, "I1", () => `area ${i}: ${taken} of ${most} are taken, it says ${JSON.stringify(area)}`);
    }
    const house = JSON.stringify([[...seatStatuses], areas]);
    const known = this.#houses.get(version) ?? house;
    insist(known === house, "I6", () => `version ${version} of the house was\n  ${known}, is\n  ${house}`);
    this.#houses.set(version, house);
  }

  #lookAtBookings(shell: EventShell, nowMs: number): void {
    const owners = new Map<number, string>();
    const held = new Map<string, number>();
    const bookings = shell.snapshots(nowMs);
    for (const { id, buyerId, seats, places } of bookings) {
      for (const { seat } of seats) {
        insist(!owners.has(seat), "I1", () => `seat ${seat} belongs to ${owners.get(seat)} and to ${id}`);
        owners.set(seat, id);
      }
      const count = places.reduce((sum, place) => sum + place.count, seats.length);
      held.set(buyerId, count + (held.get(buyerId) ?? 0));
    }
    for (const [buyer, count] of held) {
      const limit = this.#config.maxPerBuyer;
      insist(count <= limit, "I8", () => `${buyer} has ${count} of ${limit}`);
    }
    const shown = new Map(bookings.map((booking) => [String(booking.id), snapshotEssence(booking)]));
    insist(
      shown.size === this.#books.pages.length,
      "I3",
      () => `${shown.size} of ${this.#books.pages.length} bookings are there`,
    );
    for (const page of this.#books.pages) {
      const [is, should] = [shown.get(page.id), this.#books.show(page, nowMs)];
      insist(is === should, "books", () => `a booking is\n  ${is}, should be\n  ${should}`);
    }
  }
}
