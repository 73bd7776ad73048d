import { describe, expect, it } from "vitest";
import type { Command } from "../contract/event-object.ts";
import type { BookingId, UserId, VisitorId } from "../contract/ids.ts";
import type { PassClaim, Presence } from "../contract/waiting-room.ts";
import { admitCommand } from "./admit-command.ts";
import { REMEMBER_PASSES_MS } from "./room.ts";
import { buyer, Hall, here, visitor } from "./testing/hall.ts";
import { tick } from "./tick.ts";

const [ANN, BEN] = [buyer(1), buyer(2)];
const repeat = { scope: "s", fingerprint: "f" };

function hold(buyerId: UserId, pass?: PassClaim): Command {
  const claim = pass === undefined ? {} : { pass };
  return { type: "create_booking", bookingId: "bkg_1" as BookingId, buyerId, repeat, seats: [0], places: [], ...claim };
}

/** A hall in which visitor 0 has pass 1. */
function withPass(who: VisitorId = visitor(0)): { readonly hall: Hall; readonly claim: PassClaim } {
  const hall = new Hall();
  hall.report([{ ...here(0), visitor: who }]);
  hall.nowMs += 1_000;
  hall.tick();
  return { hall, claim: { visitor: who, number: 1 } };
}

const reasonOf = (hall: Hall, command: Command): string | undefined =>
  admitCommand(hall.state, command, hall.nowMs)?.reason;

describe("a hold in a queued sale (I5)", () => {
  it("needs a living pass with that number and visitor", () => {
    const { hall, claim } = withPass();
    expect(reasonOf(hall, hold(ANN, claim))).toBeUndefined();
    expect(reasonOf(hall, hold(ANN))).toBe("pass_required");
    expect(reasonOf(hall, hold(ANN, { ...claim, number: 2 }))).toBe("pass_expired");
    expect(reasonOf(hall, hold(ANN, { ...claim, visitor: visitor(1) }))).toBe("pass_wrong_visitor");
  });

  it("binds the pass to its first buyer", () => {
    const { hall, claim } = withPass();
    hall.use(1, ANN);
    expect(reasonOf(hall, hold(ANN, claim))).toBeUndefined();
    expect(reasonOf(hall, hold(BEN, claim))).toBe("pass_wrong_visitor");
    hall.use(1, BEN);
    expect(reasonOf(hall, hold(ANN, claim))).toBeUndefined();
  });

  it("is for the account itself where the visitor is one", () => {
    const { hall, claim } = withPass(ANN);
    expect(reasonOf(hall, hold(ANN, claim))).toBeUndefined();
    expect(reasonOf(hall, hold(BEN, claim))).toBe("pass_wrong_visitor");
  });

  it.each(["select", "buy"] as const)("%s needs one as well", (type) => {
    const { hall } = withPass();
    const command = { ...hold(ANN), type, paymentId: "pay_1" } as Command;
    expect(reasonOf(hall, command)).toBe("pass_required");
  });

  it("is all that needs one: who has seats pays, cancels and gives back without", () => {
    const { hall } = withPass();
    for (const type of ["release", "checkout", "cancel", "confirm", "reopen", "revoke"] as const) {
      expect(reasonOf(hall, { ...hold(ANN), type } as unknown as Command)).toBeUndefined();
    }
  });

  it("needs none where the queue is off", () => {
    const hall = new Hall({ mode: "off" });
    expect(reasonOf(hall, hold(ANN))).toBeUndefined();
  });
});

describe("a pass", () => {
  it("is over when it was not used in time, to the millisecond, tick or not", () => {
    const { hall, claim } = withPass();
    hall.nowMs += hall.state.settings.passTtlMs - 1;
    expect(reasonOf(hall, hold(ANN, claim))).toBeUndefined();
    hall.nowMs += 1;
    expect(reasonOf(hall, hold(ANN, claim))).toBe("pass_expired");
    hall.tick();
    expect(hall.state.passes.active).toBe(0);
  });

  it("lasts for the session once it is used", () => {
    const { hall, claim } = withPass();
    hall.use(1, ANN);
    hall.nowMs += hall.state.settings.sessionTtlMs - 1;
    hall.tick();
    expect(reasonOf(hall, hold(ANN, claim))).toBeUndefined();
    hall.nowMs += 1;
    expect(reasonOf(hall, hold(ANN, claim))).toBe("pass_expired");
    hall.tick();
    expect(hall.state.passes.active).toBe(0);
  });

  it("ends with the confirmation of its booking, and when its visitor leaves; again changes nothing", () => {
    const { hall, claim } = withPass();
    hall.use(1, ANN);
    hall.confirm(1);
    hall.confirm(1);
    hall.leave(0);
    expect(hall.state.passes.active).toBe(0);
    expect(reasonOf(hall, hold(ANN, claim))).toBe("pass_expired");
  });

  it("is followed by another one only for a token that is younger: an unused one rejoins at the back", () => {
    const { hall } = withPass();
    hall.leave(0);
    expect(hall.report([here(0)])).toEqual([visitor(0)]);
    expect(hall.state.ready.size).toBe(0);
    const second = Math.floor(hall.nowMs / 1_000);
    const sameSecond: Presence = { visitor: visitor(0), place: { second, key: 0 }, joinedAtS: second };
    expect(hall.report([sameSecond])).toEqual([visitor(0)]);
    const younger: Presence = { visitor: visitor(0), place: { second: second + 1, key: 0 }, joinedAtS: second + 1 };
    hall.run(8, () => [younger]);
    expect(hall.issued.map(({ number }) => number)).toEqual([1, 2]);
  });

  it("is remembered for as long as an older token can be shown, also after a restart", () => {
    const { hall } = withPass();
    hall.leave(0);
    for (let i = 0; i < 35; i++) {
      hall.nowMs += 60_000;
      hall.tick();
    }
    hall.nowMs -= 60_000;
    expect(hall.report([here(0)])).toEqual([visitor(0)]);
    hall.restart();
    expect(hall.report([here(0)])).toEqual([visitor(0)]);
  });
});

describe("the rows of passes", () => {
  it("are deleted when nobody can need them, the newest never", () => {
    const hall = new Hall({ ratePerS: 10 });
    for (let n = 0; n < 5; n++) hall.run(1, () => [here(n)]);
    expect(hall.batches.length).toBe(5);
    hall.nowMs += REMEMBER_PASSES_MS + 6_000;
    hall.tick();
    expect(hall.batches.map(({ first }) => first)).toEqual([5]);
  });

  it("bring back as many living passes as were counted, though some had left: never above the cap", () => {
    const hall = new Hall({ ratePerS: 10, maxActive: 3 });
    hall.run(3, () => [0, 1, 2, 3, 4].map((n) => here(n)));
    hall.leave(0);
    hall.leave(1);
    hall.run(1, () => [here(3), here(4)]);
    expect(hall.state.passes.active).toBe(3);
    hall.restart();
    expect(hall.state.passes.active).toBe(3);
    expect([0, 1, 2, 3, 4].map((n) => hall.state.passes.of(visitor(n)) !== undefined)).toEqual([
      false,
      false,
      true,
      true,
      true,
    ]);
    expect(hall.run(2, () => [here(5)])).toEqual([]);
  });

  it("bring back who is bound to which pass, and end those whose booking is confirmed", () => {
    const hall = new Hall();
    hall.run(2, () => [here(0), here(1), here(2)]);
    hall.use(1, ANN);
    hall.use(2, BEN);
    hall.confirm(2);
    hall.restart();
    expect(reasonOf(hall, hold(BEN, { visitor: visitor(0), number: 1 }))).toBe("pass_wrong_visitor");
    expect(hall.state.passes.numbered(2)).toBeUndefined();
    hall.nowMs += hall.state.settings.passTtlMs;
    hall.tick();
    expect([1, 3].map((number) => hall.state.passes.numbered(number) !== undefined)).toEqual([true, false]);
  });

  it("bring back threshold and numbers, also when the room itself was saved long ago", () => {
    const hall = new Hall();
    hall.run(10, () => [here(0)]);
    hall.run(5, () => [here(1)]);
    const { threshold } = hall.batches.at(-1) ?? { threshold: undefined };
    hall.restart();
    expect(hall.state.invitation.threshold).toEqual(threshold);
    expect(hall.run(2, () => [here(2)]).map(({ number }) => number)).toEqual([3]);
  });

  it("are not written when there is nothing to tell", () => {
    const hall = new Hall();
    hall.nowMs += 1_000;
    expect(tick(hall.state, hall.nowMs)).toEqual({ issued: undefined, over: [], mustSave: false });
  });
});
