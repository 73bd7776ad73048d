import { memberOf, textOf } from "./api-client.ts";
import type { ApiClient } from "./api-client.ts";

const POLL_EVERY_MS = 500;
const PAID_WITHIN_MS = 30_000;
const FREE_WITHIN_MS = 15_000;

export interface SmokeStep {
  readonly name: string;
  readonly tookMs: number;
  /** undefined when the step succeeded. */
  readonly error: Error | undefined;
}

export interface SmokeOptions {
  readonly api: ApiClient;
  readonly eventId: string;
  readonly onStep: (step: SmokeStep) => void;
  /** Milliseconds on a clock that never goes back. */
  readonly nowMs: () => number;
  readonly sleep: (ms: number) => Promise<void>;
}

/**
 * Buys a seat of a marked test event, and gives it back: every step is told to `onStep` as it ends. Stops at the first
 * step that fails; a booking that was begun is cancelled whatever happens. True when all went well.
 */
export async function runSmoke(options: SmokeOptions): Promise<boolean> {
  const run = new SmokeRun(options);
  try {
    await run.buy();
    await run.giveBack();
    return true;
  } catch (error) {
    if (!(error instanceof StepFailed)) throw error;
    await run.cleanUp();
    return false;
  }
}

/** Ends the run; the step itself has been told already. */
class StepFailed extends Error {}

class SmokeRun {
  readonly #options: SmokeOptions;
  readonly #api: ApiClient;
  /** The booking that is not yet given back. */
  #bookingId: string | undefined;
  #seatId = "";

  constructor(options: SmokeOptions) {
    this.#options = options;
    this.#api = options.api;
  }

  async buy(): Promise<void> {
    const { eventId } = this.#options;
    await this.#step("alive", () => this.#api.get("/healthz"));
    await this.#step("dependencies ready", () => this.#api.get("/readyz"));
    await this.#step("event is free of charge", () => this.#checkEvent());
    this.#seatId = await this.#step("free seat found", () => this.#findFreeSeat());
    const bookingId = await this.#step("booking opened", async () => {
      const booking = await this.#api.send("POST", "/api/bookings", { event_id: eventId });
      return (this.#bookingId = required(textOf(booking, "id"), "the booking has no id"));
    });
    await this.#step("seat held", () =>
      this.#api.send("PATCH", "/api/seats/select", { booking_id: bookingId, seat_id: this.#seatId }),
    );
    await this.#step("payment begun", () =>
      this.#api.send("PATCH", "/api/bookings/initiatePayment", { booking_id: bookingId }),
    );
    await this.#step("paid", () =>
      this.#until(PAID_WITHIN_MS, "the booking did not become paid", async () => {
        const status = textOf(await this.#api.get(`/api/bookings/${bookingId}/payment-status`), "status");
        return status === "paid";
      }),
    );
    await this.#step("ticket issued", () => this.#checkTicket(bookingId));
  }

  async giveBack(): Promise<void> {
    await this.#step("booking given back", () => this.#cancel());
    await this.#step("seat free again", () =>
      this.#until(FREE_WITHIN_MS, "the seat did not become free", async () =>
        (await this.#freeSeats()).includes(this.#seatId),
      ),
    );
  }

  async cleanUp(): Promise<void> {
    if (this.#bookingId === undefined) return;
    await this.#step("cleaned up", () => this.#cancel()).catch(() => undefined);
  }

  async #step<T>(name: string, act: () => Promise<T>): Promise<T> {
    const { nowMs, onStep } = this.#options;
    const startMs = nowMs();
    try {
      const value = await act();
      onStep({ name, tookMs: nowMs() - startMs, error: undefined });
      return value;
    } catch (error) {
      onStep({ name, tookMs: nowMs() - startMs, error: error instanceof Error ? error : new Error(String(error)) });
      throw new StepFailed(name);
    }
  }

  async #checkEvent(): Promise<void> {
    const event = await this.#api.get(`/api/events/${this.#options.eventId}`);
    if (memberOf(event, "price_to_minor") !== 0) {
      throw new Error("this event costs money: smoke runs buy only from a marked test event");
    }
  }

  /** Any of them, so that two runs at once seldom want the same. */
  async #findFreeSeat(): Promise<string> {
    const free = await this.#freeSeats();
    return required(free[Math.floor(Math.random() * free.length)], "the test event has no free seat");
  }

  async #freeSeats(): Promise<readonly string[]> {
    const query = new URLSearchParams({ event_id: this.#options.eventId, status: "FREE", pageSize: "1000" });
    const items = memberOf(await this.#api.get(`/api/seats?${query}`), "items");
    if (!Array.isArray(items)) throw new Error("the list of seats has no items");
    return items.flatMap((item: unknown) => textOf(item, "id") ?? []);
  }

  async #checkTicket(bookingId: string): Promise<void> {
    const tickets = memberOf(await this.#api.get(`/api/bookings/${bookingId}`), "tickets");
    const ticket: unknown = Array.isArray(tickets) && tickets.length === 1 ? tickets[0] : undefined;
    if (textOf(ticket, "seat_id") !== this.#seatId) throw new Error("there is not exactly one ticket for the seat");
    if (textOf(ticket, "status") !== "valid") throw new Error("the ticket is not valid");
    const qrUrl = required(textOf(ticket, "qr_url"), "the ticket has no QR code");
    if (!String(await this.#api.get(qrUrl)).includes("<svg")) throw new Error("the QR code is not an SVG");
  }

  async #cancel(): Promise<void> {
    await this.#api.send("PATCH", "/api/bookings/cancel", { booking_id: this.#bookingId });
    this.#bookingId = undefined;
  }

  async #until(limitMs: number, failure: string, isTrue: () => Promise<boolean>): Promise<void> {
    const { nowMs, sleep } = this.#options;
    const deadlineMs = nowMs() + limitMs;
    while (!(await isTrue())) {
      if (nowMs() >= deadlineMs) throw new Error(`${failure} within ${limitMs / 1_000} s`);
      await sleep(POLL_EVERY_MS);
    }
  }
}

function required<T>(value: T | undefined, problem: string): T {
  if (value === undefined) throw new Error(problem);
  return value;
}
