import { describe, expect, it } from "vitest";
import type { Command, CreateBooking, EventConfig } from "../../contract/event-object.ts";
import { mintVisitorId, type VisitorId } from "../../contract/ids.ts";
import { DEFAULT_QUEUE, NO_LOAD, type Presence, type QueueSettings } from "../../contract/waiting-room.ts";
import { ANN, BEN, bookingId, CONFIG, newRequest, paymentId } from "../../inventory/testing/sale.ts";
import { CORES } from "./cores.ts";
import { Dice } from "./dice.ts";
import { EventShell, type ShellParts } from "./event-shell.ts";
import type { Witness } from "./witness.ts";

const START_MS = 1_800_000_000_000;
const START_S = START_MS / 1_000;
const nothing = (): void => undefined;
const witness: Witness = {
  decided: nothing,
  forgot: nothing,
  reconfigured: nothing,
  synced: nothing,
  changedQueue: nothing,
  drew: nothing,
  left: nothing,
};
const dice = new Dice(1);
const [V1, V2] = [mintVisitorId(1, dice.bytes), mintVisitorId(2, dice.bytes)];
const QUEUE: QueueSettings = { ...DEFAULT_QUEUE, mode: "on", visitors: "cookie", ratePerS: 8 };

/** One object and its store, told what to do. */
class Scene {
  readonly #parts: ShellParts;
  shell: EventShell;

  constructor(config: Partial<EventConfig>) {
    const store = CORES.createStore();
    const record = { commitment: "", beacon: null, seed: null, randomness: null, drawnAtMs: null };
    const newDraw: ShellParts["newDraw"] = () => ({ seed: "00".repeat(32), record });
    store.configure({ ...CONFIG, ...config }, 0);
    this.#parts = { cores: CORES, store, witness, newDraw, expiresPerTurn: 500 };
    this.shell = new EventShell(this.#parts, START_MS);
  }

  restart(afterMs: number): void {
    this.shell = new EventShell(this.#parts, START_MS + afterMs);
  }

  sync(afterMs: number, ...present: readonly Presence[]): readonly VisitorId[] {
    const report = { gate: 0, present, load: NO_LOAD };
    return this.shell.sync(report, START_MS + afterMs).passes.map(({ visitor }) => visitor);
  }

  change(afterMs: number, change: Partial<QueueSettings>): void {
    this.shell.changeQueue(change, START_MS + afterMs);
  }

  /** "ok", or why not. */
  run(afterMs: number, command: Command): string {
    const [answer] = this.shell.execute([command], START_MS + afterMs);
    if (answer === undefined) throw new Error("no answer");
    return answer.result.ok ? "ok" : answer.result.refusal.reason;
  }
}

function joined(visitor: VisitorId, second: number, key: number): Presence {
  return { visitor, place: { second: START_S + second, key }, joinedAtS: START_S + second };
}

function hold(n: number, buyerId: typeof ANN, seat: number, pass: number | undefined): CreateBooking {
  const visitor = pass === 2 ? V2 : V1;
  const claim = pass === undefined ? {} : { pass: { visitor, number: pass } };
  const what = { seats: [seat], places: [], repeat: newRequest() };
  return { type: "create_booking", bookingId: bookingId(n), buyerId, ...what, ...claim };
}

/** V1 and V2 have passes 1 and 2. */
function twoAdmitted(): Scene {
  const scene = new Scene({ queue: QUEUE });
  scene.sync(0);
  for (const afterMs of [5_000, 6_000]) scene.sync(afterMs, joined(V1, 0, 1), joined(V2, 0, 2));
  return scene;
}

// What the world has found once, each in its shortest form.
describe("what the world has found", () => {
  it("a pass that has added seats to a booking of another pass is its buyer's after a restart too (I5)", () => {
    const scene = twoAdmitted();
    expect(scene.run(7_000, hold(1, ANN, 0, 1))).toBe("ok");
    expect(scene.run(7_000, { ...hold(1, ANN, 1, 2), type: "select" })).toBe("ok");
    scene.restart(7_500);
    expect(scene.run(8_000, hold(2, BEN, 2, 2))).toBe("pass_wrong_visitor");
  });

  it("a pass that came with a hold while none was needed is not that buyer's (I5)", () => {
    const scene = twoAdmitted();
    scene.change(7_000, { mode: "off" });
    expect(scene.run(7_000, hold(1, BEN, 0, 1))).toBe("ok");
    scene.change(7_000, { mode: "on" });
    scene.restart(7_500);
    expect(scene.run(8_000, hold(2, ANN, 1, 1))).toBe("ok");
  });

  it("nobody is invited in the second that he joined in when the lobby is called off (I5)", () => {
    const scene = new Scene({ queue: { ...QUEUE, visitors: "account", opensAtMs: START_MS + 60_000 } });
    scene.sync(0);
    scene.change(20_400, { opensAtMs: null });
    expect([20_900, 21_400, 21_900].flatMap((afterMs) => scene.sync(afterMs, joined(V1, 19, 1)))).toEqual([]);
  });

  it("a confirmation that comes again after its payment was given back sells nothing (I2)", () => {
    const scene = new Scene({});
    const confirm: Command = { type: "confirm", bookingId: bookingId(1), paymentId: paymentId(1) };
    const reopen: Command = { ...confirm, type: "reopen" };
    scene.run(0, { ...hold(1, ANN, 0, undefined), type: "buy", paymentId: paymentId(1) });
    const laterMs = CONFIG.paymentTtlMs + 1_000;
    scene.run(laterMs, hold(2, BEN, 0, undefined));
    expect(scene.run(laterMs, confirm)).toBe("seats_gone");
    expect(scene.run(laterMs, reopen)).toBe("ok");
    scene.run(laterMs, { type: "cancel", bookingId: bookingId(2), buyerId: BEN, repeat: newRequest() });
    expect(scene.run(laterMs, confirm)).toBe("payment_superseded");
  });

  it("changing the settings does not pile up passes to be given at once (I5)", () => {
    const scene = new Scene({ queue: { ...QUEUE, ratePerS: 1 } });
    const crowd = Array.from({ length: 5 }, (_, i) => joined(mintVisitorId(i, dice.bytes), 0, i));
    for (const afterMs of [0, 5_000]) scene.sync(afterMs);
    for (let second = 6; second < 12; second++) scene.change(second * 1_000, { message: `${second}` });
    expect(scene.sync(12_000, ...crowd).length).toBeLessThanOrEqual(2);
  });
});
