import { randomUUID } from "node:crypto";
import { describe, expect, inject, it } from "vitest";
import { seatId } from "../../../domain/contract/ids.ts";
import { DEFAULT_QUEUE, type DrawRecord, type QueueSettings } from "../../../domain/contract/waiting-room.ts";
import { mailsTo, openShop, press, type Buyer, type Shop } from "../../../local/testing/shop.ts";
import { checkDraw } from "../../../scripts/draw/check-draw.ts";
import { fetchDraw } from "../../../scripts/draw/fetch-draw.ts";
import { fetchRound } from "../../../scripts/draw/fetch-round.ts";
import { DEMO_PASSWORD } from "../../../scripts/seed/demo-users.ts";

interface Answered {
  readonly status: number;
  readonly code: string | undefined;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

async function ask(method: string, path: string, headers: Record<string, string>, body?: object): Promise<Answered> {
  const answer = await fetch(`${inject("stack").url}/api${path}`, {
    method,
    headers: {
      "content-type": "application/json",
      "cf-connecting-ip": randomUUID(),
      "idempotency-key": randomUUID(),
      ...headers,
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const isJson = answer.headers.get("content-type")?.includes("json") === true;
  const parsed = (isJson ? JSON.parse(text) : {}) as Answered["body"];
  return { status: answer.status, code: parsed["code"] as string | undefined, body: parsed, headers: answer.headers };
}

const basic = ({ email }: Buyer) => ({ authorization: `Basic ${btoa(`${email}:${DEMO_PASSWORD}`)}` });

const openQueue = (buyers: number, queue: Partial<QueueSettings> = {}, gates = 0): Promise<Shop> =>
  openShop(20, buyers, { gates, queue: { ...DEFAULT_QUEUE, mode: "on", ratePerS: 20, maxActive: 100, ...queue } });

async function join({ event }: Shop, headers: Record<string, string>, body: object = {}) {
  const { status, body: joined, headers: answered } = await ask("POST", `/events/${event}/queue`, headers, body);
  expect({ status, joined }).toMatchObject({ status: 201 });
  return { token: String(joined["token"]), visitor: String(joined["visitor_id"]), cookie: answered.get("set-cookie") };
}

/** Polls until the pass is there. */
async function admitted({ event }: Shop, token: string): Promise<string> {
  const bearer = { "sluice-queue-token": token };
  await expect
    .poll(async () => (await ask("GET", `/events/${event}/queue`, bearer)).body["status"], {
      timeout: 30_000,
      interval: 300,
    })
    .toBe("admitted");
  return String((await ask("POST", `/events/${event}/queue/pass`, bearer)).body["pass"]);
}

const hold = ({ event }: Shop, headers: Record<string, string>, seat: number) =>
  ask("POST", "/bookings", headers, { event_id: event, seat_ids: [seatId(event, seat)] });

const operate = ({ event }: Shop, change: object) =>
  ask(
    "PATCH",
    `/operations/events/${event}/queue`,
    { authorization: `Bearer ${inject("stack").variables.OPERATOR_KEY}` },
    change,
  );

describe.each([0, 2])("a queued sale behind %i gates", (gates) => {
  it("lets an account through: join, poll, pass, hold by the pass alone, pay", async () => {
    const shop = await openQueue(1, {}, gates);
    const buyer = shop.buyer();
    expect((await hold(shop, basic(buyer), 0)).code).toBe("pass_required");
    const { token } = await join(shop, basic(buyer));
    const pass = await admitted(shop, token);
    const admittedAtMs = Date.now();
    const held = await hold(shop, { "sluice-pass": pass }, 0);
    expect(held).toMatchObject({ status: 201 });
    const id = String(held.body["id"]);
    await press("pay", (await buyer.pay(id)).body.payment_url);
    await expect.poll(async () => (await buyer.booking(id)).status, { timeout: 60_000, interval: 250 }).toBe("paid");
    // The pass has done its work. Who wants more joins again, in a later second, and gets another.
    expect((await hold(shop, { "sluice-pass": pass }, 1)).code).toBe("pass_expired");
    await expect.poll(() => Date.now() - admittedAtMs, { timeout: 5_000 }).toBeGreaterThan(1_500);
    const second = await admitted(shop, (await join(shop, basic(buyer))).token);
    expect(second).not.toBe(pass);
    expect((await hold(shop, { "sluice-pass": second }, 1)).status).toBe(201);
  });
});

describe("a queued sale", () => {
  it("refuses what is not the buyer's own, each with its name", async () => {
    const shop = await openQueue(2);
    const other = await openQueue(0);
    const [ann, ben] = [shop.buyer(0), shop.buyer(1)];
    const { token } = await join(shop, basic(ann));
    const pass = await admitted(shop, token);
    expect((await hold(shop, { "sluice-pass": pass, ...basic(ben) }, 0)).code).toBe("pass_wrong_visitor");
    expect((await hold(other, { "sluice-pass": pass }, 0)).code).toBe("pass_wrong_event");
    expect((await hold(shop, { "sluice-pass": `${pass}x` }, 0)).code).toBe("pass_invalid");
    expect((await hold(shop, { "sluice-pass": token }, 0)).code).toBe("pass_invalid");
    const poll = (event: string, text: string, headers = {}) =>
      ask("GET", `/events/${event}/queue`, { "sluice-queue-token": text, ...headers });
    expect((await poll(shop.event, pass)).code).toBe("queue_token_invalid");
    expect((await poll(other.event, token)).code).toBe("queue_token_wrong_event");
    expect((await poll(shop.event, token, basic(ben))).code).toBe("queue_token_wrong_visitor");

    expect((await ask("DELETE", `/events/${shop.event}/queue/pass`, { "sluice-pass": pass })).status).toBe(204);
    expect((await hold(shop, { "sluice-pass": pass }, 0)).code).toBe("pass_expired");
  });

  it("knows a browser by its cookie, and binds its pass to the account that uses it first", async () => {
    const shop = await openQueue(2, { visitors: "cookie" });
    const { token, cookie, visitor } = await join(shop, {});
    expect((await join(shop, { cookie: cookie?.split(";")[0] ?? "" })).visitor).toBe(visitor);
    const pass = await admitted(shop, token);
    expect((await hold(shop, { "sluice-pass": pass }, 0)).code).toBe("unauthenticated");
    expect((await hold(shop, { "sluice-pass": pass, ...basic(shop.buyer(0)) }, 0)).status).toBe(201);
    expect((await hold(shop, { "sluice-pass": pass, ...basic(shop.buyer(1)) }, 1)).code).toBe("pass_wrong_visitor");
  });

  it("knows an address once its owner has followed the mail", async () => {
    const shop = await openQueue(1, { visitors: "email" });
    const email = `${randomUUID()}@example.com`;
    expect((await ask("POST", `/events/${shop.event}/queue`, {}, {})).code).toBe("visitor_unverified");
    expect((await ask("POST", `/events/${shop.event}/queue`, {}, { email })).status).toBe(202);
    const [mail] = await mailsTo(email);
    const verification = /verification=([\w.-]+)/.exec(mail?.html ?? "")?.[1] ?? "";
    const { visitor, token } = await join(shop, {}, { verification });
    expect(visitor).toMatch(/^eml_/);
    const pass = await admitted(shop, token);
    expect((await hold(shop, { "sluice-pass": pass, ...basic(shop.buyer()) }, 0)).status).toBe(201);
  });

  it("is in the operator's hand", async () => {
    const shop = await openQueue(1);
    expect((await operate(shop, { is_paused: true, message: "Back at ten" })).status).toBe(200);
    const { token } = await join(shop, basic(shop.buyer()));
    const poll = async () => (await ask("GET", `/events/${shop.event}/queue`, { "sluice-queue-token": token })).body;
    await expect
      .poll(poll, { timeout: 2_500, interval: 200 })
      .toMatchObject({ status: "waiting", paused: true, message: "Back at ten" });
    expect((await operate(shop, { is_paused: false, message: null, rate_per_s: 5 })).body).toMatchObject({
      phase: "open",
      settings: { rate_per_s: 5, message: null },
    });
    await admitted(shop, token);
    expect((await operate(shop, { mode: "off" })).body).toMatchObject({ needs_pass: false });
    await expect.poll(async () => (await poll())["status"], { timeout: 2_500, interval: 200 }).toBe("not_needed");
    expect((await hold(shop, basic(shop.buyer()), 0)).status).toBe(201);
  });
});

describe("the lots", () => {
  const setBeacon = async (unreachable: boolean) => {
    const body = JSON.stringify({ unreachable });
    expect((await fetch(`${inject("stack").beaconUrl}/_sim/chaos`, { method: "POST", body })).status).toBe(200);
  };

  async function drawn(shop: Shop): Promise<DrawRecord> {
    const read = () => fetchDraw(inject("stack").url, shop.event);
    await expect
      .poll(
        async () => {
          await ask("GET", `/events/${shop.event}/draw`, {});
          return (await read()).seed;
        },
        { timeout: 40_000, interval: 500 },
      )
      .not.toBeNull();
    return read();
  }

  it("are sealed when announced, drawn by the beacon, and checked by anybody", async () => {
    const shop = await openQueue(1, { opensAtMs: Date.now() + 4_000 });
    const sealed = await fetchDraw(inject("stack").url, shop.event);
    expect(sealed).toMatchObject({ seed: null, randomness: null, drawnAtMs: null });
    const { token, visitor } = await join(shop, basic(shop.buyer()));
    const lobby = await ask("GET", `/events/${shop.event}/queue`, { "sluice-queue-token": token });
    expect(lobby.body).toMatchObject({ status: "lobby", position: null });

    const record = await drawn(shop);
    expect([record.commitment, record.beacon]).toEqual([sealed.commitment, sealed.beacon]);
    const round = record.beacon === null ? undefined : await fetchRound(inject("stack").beaconUrl, record.beacon);
    expect(round?.kind).toBe("published");
    expect(checkDraw(record, visitor as never, round).faults).toEqual([]);
    await admitted(shop, token);
  });

  it("are drawn by the seed alone when the beacon cannot be reached, and the record says so", async () => {
    await setBeacon(true);
    try {
      const shop = await openQueue(1, { opensAtMs: Date.now() + 2_000 });
      const { token } = await join(shop, basic(shop.buyer()));
      const record = await drawn(shop);
      expect(record.randomness).toBeNull();
      expect(checkDraw(record, undefined, undefined).faults).toEqual([]);
      await admitted(shop, token);
    } finally {
      await setBeacon(false);
    }
  });
});
