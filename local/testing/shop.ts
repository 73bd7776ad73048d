import { createHash, randomUUID } from "node:crypto";
import { inject } from "vitest";
import { connectDatabase } from "../../db/connect.ts";
import { createEvent, type NewEvent } from "../../db/repositories/events-writer.ts";
import { saveUsers } from "../../db/repositories/users-writer.ts";
import { mintUserId, type EventId } from "../../domain/contract/ids.ts";
import type { BookingWire, PaymentStartedWire } from "../../domain/contract/wire/bookings.ts";
import type { AvailabilityWire } from "../../domain/contract/wire/events.ts";
import type { PlanLayout } from "../../domain/plan/plan-layout.ts";
import { DEMO_PASSWORD, DEMO_PASSWORD_HASH } from "../../scripts/seed/demo-users.ts";
import { eventOf } from "./sale.ts";

/** An answer of the API: its status, its body, and whether it was the first answer again. */
export interface Answer<T> {
  readonly status: number;
  readonly body: T & { readonly code?: string };
  readonly headers: Headers;
}

/** An event of a test's own on the running stack, with `seats` seats in one row and `buyers` accounts. */
export async function openShop(seats: number, buyers: number, members: Partial<NewEvent> = {}): Promise<Shop> {
  const { DATABASE_URL, NEON_LOCAL_PROXY } = inject("stack").variables;
  const db = connectDatabase({ DATABASE_URL, NEON_LOCAL_PROXY });
  const layout = oneRow(seats);
  const plan = { layout, sha256: createHash("sha256").update(randomUUID()).digest("hex") };
  const event = eventOf({ plan, prices: [{ category: "Stalls", priceMinor: 4_500 }], areas: [], ...members });
  await createEvent(db, event);
  const users = Array.from({ length: buyers }, () => ({
    id: mintUserId(Date.now()),
    email: `${randomUUID()}@example.com`,
    name: "Ada Buyer",
    passwordHash: DEMO_PASSWORD_HASH,
  }));
  await saveUsers(db, users);
  return new Shop(
    event.id,
    users.map(({ email }, index) => new Buyer(email, `203.0.113.${index % 256}:${randomUUID()}`)),
  );
}

function oneRow(seats: number): PlanLayout {
  const indexes = Array.from({ length: seats }, (_, index) => index);
  return {
    name: "Row",
    width: 10 * seats,
    height: 10,
    categories: [{ name: "Stalls", color: null }],
    zones: [{ name: "Hall" }],
    rows: [{ zone: 0, label: "A", firstSeat: 0, seatCount: seats }],
    seats: {
      guid: indexes.map((index) => `A-${index + 1}`),
      label: indexes.map((index) => String(index + 1)),
      category: indexes.map(() => 0),
      x: indexes.map((index) => 10 * index),
      y: indexes.map(() => 0),
    },
    shapes: [],
  };
}

export class Shop {
  readonly event: EventId;
  readonly buyers: readonly Buyer[];

  constructor(event: EventId, buyers: readonly Buyer[]) {
    this.event = event;
    this.buyers = buyers;
  }

  buyer(index = 0): Buyer {
    const buyer = this.buyers[index];
    if (buyer === undefined) throw new Error(`no buyer ${index}`);
    return buyer;
  }

  async availability(): Promise<AvailabilityWire> {
    // From an address of its own each time: polling must not use up what other tests may ask.
    const headers = { "cf-connecting-ip": randomUUID() };
    const answer = await fetch(`${inject("stack").url}/api/events/${this.event}/availability`, { headers });
    return (await answer.json()) as AvailabilityWire;
  }
}

/** One person with an account, at an address of his own. */
export class Buyer {
  readonly email: string;
  readonly #headers: Readonly<Record<string, string>>;

  constructor(email: string, address: string) {
    this.email = email;
    this.#headers = {
      authorization: `Basic ${btoa(`${email}:${DEMO_PASSWORD}`)}`,
      "content-type": "application/json",
      "cf-connecting-ip": address,
    };
  }

  /** One request; a POST or PATCH under a key of its own unless one is given. */
  async call<T>(method: string, path: string, body?: object, key: string = randomUUID()): Promise<Answer<T>> {
    const answer = await fetch(`${inject("stack").url}/api${path}`, {
      method,
      headers: { ...this.#headers, "idempotency-key": key },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    return { status: answer.status, body: (await answer.json()) as Answer<T>["body"], headers: answer.headers };
  }

  /**
   * The same, until it is answered: what a good client does while a process of the stack is down, as often as `Retry-After`
   * allows. A key is used again only for the same request.
   */
  async insist<T>(method: string, path: string, body?: object): Promise<Answer<T>> {
    const key = randomUUID();
    for (let attempt = 0; attempt < 200; attempt++) {
      const answer = await this.call<T>(method, path, body, key).catch(() => undefined);
      const isAnswered = answer !== undefined && answer.status < 500 && answer.status !== 429;
      if (isAnswered && answer.body.code !== "request_in_progress") return answer;
      const retryAfterMs = Number(answer?.headers.get("retry-after") ?? 0) * 1_000;
      await new Promise((resolve) => setTimeout(resolve, Math.max(100, retryAfterMs)));
    }
    throw new Error(`${method} ${path} was never answered`);
  }

  /** A booking that holds these seats. */
  async hold(event: EventId, seatIds: readonly string[]): Promise<Answer<BookingWire>> {
    return this.call("POST", "/bookings", { event_id: event, seat_ids: seatIds });
  }

  async booking(id: string): Promise<BookingWire> {
    return (await this.insist<BookingWire>("GET", `/bookings/${id}`)).body;
  }

  async pay(id: string): Promise<Answer<PaymentStartedWire>> {
    return this.call("PATCH", "/bookings/initiatePayment", { booking_id: id });
  }
}

/** Does what a button of the payment page does. Throws when the page is closed, or the simulator does not answer. */
export async function press(button: "pay" | "decline", paymentUrl: string | null): Promise<void> {
  const session = paymentUrl?.split("/pay/")[1];
  if (session === undefined) throw new Error("there is nothing to pay");
  const url = `${inject("stack").simulatorUrl}/_sim/sessions/${session}/${button}`;
  const answer = await fetch(url, { method: "POST" });
  if (!answer.ok) throw new Error(`the payment page answered ${answer.status} to ${button}: ${await answer.text()}`);
}

/** Mails to an address, as the mailbox took them. */
export async function mailsTo(email: string): Promise<{ subject: string; html: string }[]> {
  const answer = await fetch(`${inject("stack").mailboxUrl}/emails.json?to=${encodeURIComponent(email)}`);
  return ((await answer.json()) as { data: { subject: string; html: string }[] }).data;
}
