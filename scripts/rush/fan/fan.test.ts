import { describe, expect, it } from "vitest";
import { mintBookingId, seatId } from "../../../domain/contract/ids.ts";
import type { Ask, Fan } from "./move.ts";
import { fanWith, heldAnswer, iso, mapAnswer, play, type ScriptedAnswer } from "./testing/scripted-sale.ts";
import { trespass } from "./trespass.ts";
import { comeToSale } from "./wait-in-queue.ts";

/** A shop in which everything goes well; `answers` replaces some of it. */
function shop(fan: Fan, answers: Partial<Record<Ask["step"], (nth: number, ask: Ask) => ScriptedAnswer>> = {}) {
  const booking = mintBookingId(fan.sale.event, 0);
  const started = { payment_id: "pay_1", payment_url: "http://bank.test/pay/cs_1", expires_at: iso(60_000) };
  const usual: Partial<Record<Ask["step"], ScriptedAnswer>> = {
    join: { status: 201, body: { token: "token", poll_after_ms: 2_000 } },
    poll: { body: { status: "admitted" } },
    pass: { body: { pass: "pass-of-ada", number: 7, use_by: iso(40_000), ends_at: iso(90_000) } },
    look: mapAnswer([0, 1, 2, 3]),
    hold_map: heldAnswer(fan, booking, [0, 1]),
    hold_best: heldAnswer(fan, booking, [0, 1]),
    start: { body: started },
    status: { body: { status: "paid", payment: { status: "completed" } } },
  };
  return (ask: Ask, nth: number): ScriptedAnswer => answers[ask.step]?.(nth, ask) ?? usual[ask.step] ?? { body: {} };
}

const refused = (code: string, more: object = {}): ScriptedAnswer => ({ status: 409, body: { code, ...more } });
const come = (fan: Fan) => (nowMs: number) => comeToSale(fan, nowMs);

describe("a fan", () => {
  it("joins, waits, claims his pass, holds by it, and pays as himself", () => {
    const fan = fanWith();
    const waits = (nth: number): ScriptedAnswer => ({
      body: nth < 2 ? { status: "waiting", poll_after_ms: 3_000, token: `token ${nth}` } : { status: "admitted" },
    });
    const { outcome, steps, asks } = play(come(fan), shop(fan, { poll: waits }));
    expect(outcome).toBe("sold");
    expect(steps).toEqual(["join", "poll", "poll", "poll", "pass", "hold_best", "start", "pay", "status"]);
    const headers = (step: string) => asks.findLast((ask) => ask.step === step)?.headers;
    expect(headers("poll")).toMatchObject({ "sluice-queue-token": "token 1" });
    expect(headers("hold_best")).toMatchObject({ "sluice-pass": "pass-of-ada", "cf-connecting-ip": "2001:db8::1" });
    expect(headers("hold_best")).not.toHaveProperty("authorization");
    expect(headers("start")).toHaveProperty("authorization");
    expect(fan.sale.notes).toMatchObject({ joined: 1, waiting: 0, admitted: 1, holding: 0, seatsSold: 2 });
    expect(fan.sale.notes.passOf(fan.account.id)).toMatchObject({ number: 7, issuedAtMs: Date.parse(iso(10_000)) });
  });

  it("goes straight to the seats where there is no queue, and signs in for them", () => {
    const fan = fanWith({}, false);
    const { steps, asks } = play(come(fan), shop(fan));
    expect(steps).toEqual(["hold_best", "start", "pay", "status"]);
    expect(asks[0]?.headers).toHaveProperty("authorization");
  });

  it("never comes back as a ghost", () => {
    const fan = fanWith({ isGhost: true });
    expect(play(come(fan), shop(fan))).toMatchObject({ outcome: "ghost", steps: ["join"] });
  });

  it("joins again when his turn has lapsed", () => {
    const fan = fanWith();
    const poll = (nth: number): ScriptedAnswer =>
      nth === 0 ? { status: 403, body: { code: "queue_token_lapsed" } } : { body: { status: "admitted" } };
    expect(play(come(fan), shop(fan, { poll })).steps.slice(0, 4)).toEqual(["join", "poll", "join", "poll"]);
    expect(fan.sale.notes).toMatchObject({ joined: 1, waiting: 0 });
  });

  it("chooses free neighbours on the map, and takes what is offered instead when they are gone", () => {
    const fan = fanWith({ style: "map" });
    const instead = [2, 3].map((seat) => seatId(fan.sale.event, seat));
    const { outcome, asks } = play(
      come(fan),
      shop(fan, {
        look: () => mapAnswer([0, 1, 2, 3]),
        hold_map: (nth) =>
          nth < 2 ? refused("seat_taken", { instead }) : heldAnswer(fan, mintBookingId(fan.sale.event, 0), [2, 3]),
      }),
    );
    expect(outcome).toBe("sold");
    const wishes = asks.filter(({ step }) => step === "hold_map").map(({ body }) => JSON.parse(body ?? "{}").seat_ids);
    expect(wishes).toContainEqual(instead);
    expect(wishes.every((seats: string[]) => seats.length === 2)).toBe(true);
  });

  it("wants less when there is not enough, and leaves when there is nothing", () => {
    const fan = fanWith({ party: 3, category: 1 });
    const { outcome, steps, asks } = play(come(fan), shop(fan, { hold_best: () => refused("sold_out") }));
    expect([outcome, steps.at(-1)]).toEqual(["sold_out", "leave"]);
    const wishes = asks.filter(({ step }) => step === "hold_best").map(({ body }) => JSON.parse(body ?? "{}").best);
    expect(wishes.slice(0, 4)).toEqual([{ count: 3, category: "Circle" }, { count: 3 }, { count: 2 }, { count: 1 }]);
  });

  it("asks again with the same key while the shop is busy or silent", () => {
    const fan = fanWith({}, false);
    const busy = [0, 503, 429].map((status) => ({ status, body: { code: "busy" } }));
    const hold = (nth: number) => busy[nth] ?? heldAnswer(fan, mintBookingId(fan.sale.event, 0), [0, 1]);
    const { outcome, asks } = play(come(fan), shop(fan, { hold_best: hold }));
    const keys = asks.filter(({ step }) => step === "hold_best").map(({ headers }) => headers["idempotency-key"]);
    expect([outcome, keys.length, new Set(keys).size]).toEqual(["sold", 4, 1]);
  });

  it("gives up in the end, and says that an effect stayed unanswered", () => {
    const fan = fanWith({}, false);
    expect(play(come(fan), shop(fan, { hold_best: () => ({ status: 0 }) })).outcome).toBe("gave_up");
    expect(fan.sale.notes.unanswered).toBe(1);
  });

  it("writes down both answers of a double click", () => {
    const fan = fanWith({ doubleClicks: true }, false);
    const start = (nth: number) => (nth === 1 ? refused("request_in_progress") : undefined);
    const usual = shop(fan);
    play(come(fan), (ask, nth) => (ask.step === "start" ? (start(nth) ?? usual(ask, nth)) : usual(ask, nth)));
    const [hold, payment] = fan.sale.notes.pairs;
    expect(hold?.replies.map(({ says }) => says)).toEqual([expect.any(String), hold?.replies[0]?.says]);
    expect(payment?.replies).toMatchObject([{ says: "pay_1" }, { code: "request_in_progress" }]);
  });

  it("pays again when the card was declined", () => {
    const fan = fanWith({ declines: true }, false);
    expect(play(come(fan), shop(fan)).steps).toEqual(["hold_best", "start", "decline", "pay", "status"]);
  });

  it("keeps asking while the money is under way though the hold is over, and ends when it went back", () => {
    const fan = fanWith({ paysLate: true }, false);
    const told = ["authorised", "authorised", "voided"];
    const status = (nth: number) => ({ body: { status: "expired", payment: { status: told[nth] } } });
    const { outcome, steps } = play(come(fan), shop(fan, { status }));
    expect([outcome, steps.filter((step) => step === "status").length]).toEqual(["paid_late", 3]);
  });
});

describe("a fan who walks away", () => {
  it("asks for the same seats in the instant in which his hold ends, and gives them back", () => {
    const fan = fanWith({ abandons: "before_payment" });
    const hold = (): ScriptedAnswer => heldAnswer(fan, mintBookingId(fan.sale.event, 0), [0, 1]);
    const { outcome, steps } = play(come(fan), shop(fan, { hold_best: hold, hold_map: hold }));
    expect(outcome).toBe("abandoned");
    expect(steps.slice(-4)).toEqual(["hold_best", "hold_map", "release", "leave"]);
    const deadlineMs = Date.parse(iso(10_000));
    expect(fan.sale.notes.comebacks).toMatchObject([{ deadlineMs, askedAtMs: deadlineMs + 1, outcome: "held" }]);
  });

  it("tells his own dead hold from others who were faster", () => {
    const told = (heldUntilMs: number | undefined) => {
      const fan = fanWith({ abandons: "during_payment" });
      play(come(fan), shop(fan, { hold_map: () => refused("seat_taken", { heldUntilMs }) }));
      return fan.sale.notes.comebacks.map(({ outcome }) => outcome);
    };
    expect(told(Date.parse(iso(60_000)))).toEqual(["own_hold"]);
    expect(told(Date.parse(iso(61_000)))).toEqual(["taken_by_others"]);
    expect(told(undefined)).toEqual(["taken_by_others"]);
  });
});

describe("somebody without a good pass", () => {
  it("tries none, a forged one and a stolen one, and nothing of it is the same", () => {
    const fan = fanWith();
    fan.sale.notes.someonesPass = "v1.somebody.else.signature0123456789abcdef";
    const { asks } = play(
      (nowMs) => trespass(fan, nowMs),
      () => ({ status: 403, body: { code: "pass_invalid" } }),
    );
    const shown = asks.map(({ headers }) => headers["sluice-pass"]);
    expect([shown[0], shown[2]]).toEqual([undefined, fan.sale.notes.someonesPass]);
    expect(shown[1]).toHaveLength(fan.sale.notes.someonesPass.length);
    expect(shown[1]).not.toBe(shown[2]);
    expect(fan.sale.notes.trespasses.map(({ what }) => what)).toEqual([
      "no pass",
      "forged pass",
      "somebody else's pass",
    ]);
  });
});
