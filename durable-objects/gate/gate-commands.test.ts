import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  CONTRACT_VERSION,
  type Command,
  type CommandAnswer,
  type CommandBatch,
  type EventObjectRpc,
} from "../../domain/contract/event-object.ts";
import { gateOf } from "../../domain/contract/gate-object.ts";
import { mintUserId, type UserId } from "../../domain/contract/ids.ts";
import { bookingId, newRequest } from "../../domain/inventory/testing/sale.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { Combiner, type Sender } from "../event/combiner.ts";
import { GateCommands, MAX_COMMANDS_PER_RPC, type AskEvent } from "./gate-commands.ts";

const REQUEST: Sender = { waitUntil: () => undefined };
const TRACE = { requestId: "req_1", traceparent: "00-a-b-01" };
const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

function take(n: number, buyerId: UserId = mintUserId(n)): Command {
  return { type: "create_booking", bookingId: bookingId(n), buyerId, repeat: newRequest(), seats: [n], places: [] };
}

function batchOf(commands: readonly Command[], contract = CONTRACT_VERSION): CommandBatch {
  return { contract, commands, traces: commands.map(() => TRACE) };
}

/** An answer that names its command: the object's, without its inventory. */
function answerTo(command: Command): CommandAnswer {
  return { result: refuse("seat_taken", { booking: command.bookingId }), replayed: false };
}

/** An event's object that takes its time over each RPC, one at a time. */
class SlowObject {
  readonly batches: CommandBatch[] = [];
  answer: (batch: CommandBatch) => Result<readonly CommandAnswer[]> = ({ commands }) => ok(commands.map(answerTo));
  readonly #ms: number;

  constructor(ms: number) {
    this.#ms = ms;
  }

  readonly ask: AskEvent = (_trace, question) => {
    const execute = async (batch: CommandBatch): Promise<Result<readonly CommandAnswer[]>> => {
      this.batches.push(batch);
      await new Promise((resolve) => setTimeout(resolve, this.#ms));
      return this.answer(batch);
    };
    const object: Pick<EventObjectRpc, "execute"> = { execute };
    return question(object as EventObjectRpc);
  };

  get sizes(): readonly number[] {
    return this.batches.map(({ commands }) => commands.length);
  }
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("commands at a gate", () => {
  it("of several isolates travel in one RPC, and each isolate gets the answers to its own, in order", async () => {
    const object = new SlowObject(5);
    const gate = new GateCommands(object.ask, REQUEST);
    const batches = [batchOf([take(1)]), batchOf([take(2), take(3)]), batchOf([take(4)])];
    const answers = Promise.all(batches.map((batch) => gate.execute(batch)));
    await pass(20);
    expect(object.sizes).toEqual([4]);
    expect(object.batches[0]?.traces).toHaveLength(4);
    expect(await answers).toEqual(batches.map(({ commands }) => ok(commands.map(answerTo))));
    expect(gate.counters).toEqual({ commands: 4, sent: 1 });
  });

  it("are refused at once beyond the bound, which counts commands, not batches", async () => {
    const object = new SlowObject(5);
    const gate = new GateCommands(object.ask, REQUEST);
    void gate.execute(batchOf([take(0)]));
    await pass(0);
    const many = Array.from({ length: MAX_COMMANDS_PER_RPC - 1 }, (_, n) => take(n));
    const fits = gate.execute(batchOf(many));
    expect(await gate.execute(batchOf([take(1), take(2)]))).toEqual(refuse("overloaded"));
    await pass(20);
    expect(object.sizes).toEqual([1, MAX_COMMANDS_PER_RPC - 1]);
    expect((await fits).ok).toBe(true);
  });

  it("that the object refuses as a whole are each told so, and an overloaded object is not asked again", async () => {
    const object = new SlowObject(5);
    object.answer = () => refuse("overloaded");
    const gate = new GateCommands(object.ask, REQUEST);
    const answers = Promise.all([gate.execute(batchOf([take(1)])), gate.execute(batchOf([take(2)]))]);
    await pass(10_000);
    expect(await answers).toEqual([refuse("overloaded"), refuse("overloaded")]);
    expect(object.sizes).toEqual([2]);
  });

  it("are sent once more, the same ones, when the object does not answer", async () => {
    const object = new SlowObject(100_000);
    const gate = new GateCommands(object.ask, REQUEST);
    const batch = batchOf([take(1)]);
    const answer = gate.execute(batch);
    await pass(1_000);
    expect(object.batches).toHaveLength(2);
    expect(object.batches[1]).toEqual(object.batches[0]);
    await pass(10_000);
    expect(await answer).toEqual(refuse("unavailable"));
  });

  it("of the contract before and after ours go on, apart; others are refused", async () => {
    const object = new SlowObject(5);
    const gate = new GateCommands(object.ask, REQUEST);
    const answers = Promise.all(
      [-2, -1, 0, 1, 2].map((step) => gate.execute(batchOf([take(step + 2)], CONTRACT_VERSION + step))),
    );
    await pass(20);
    expect((await answers).map((answer) => (answer.ok ? "done" : answer.refusal.reason))).toEqual([
      "unavailable",
      "done",
      "done",
      "done",
      "unavailable",
    ]);
    expect(object.batches.map(({ contract }) => contract - CONTRACT_VERSION).toSorted((a, b) => a - b)).toEqual([
      -1, 0, 1,
    ]);
  });
});

describe("the combining tree under load", () => {
  /** Closed loops: who has an answer asks again at once. The ways between the parts take `hopMs` each. */
  async function commandsPerRpc(isolates: number, loopsEach: number, gates: number): Promise<number> {
    const hopMs = 1;
    const object = new SlowObject(3);
    const hop = (): Promise<unknown> => new Promise((resolve) => setTimeout(resolve, hopMs));
    const tree = Array.from({ length: gates }, () => new GateCommands(object.ask, REQUEST));
    const untilMs = Date.now() + 150;
    let n = 0;
    for (let isolate = 0; isolate < isolates; isolate++) {
      const combiners = tree.map(
        (gate) =>
          new Combiner<Command, Result<readonly CommandAnswer[]>>({
            send: async (commands) => {
              await hop();
              const answer = await gate.execute(batchOf(commands));
              await hop();
              return commands.map(() => answer);
            },
            maxWeight: 256,
            rescueMs: 10_000,
            overloaded: refuse("overloaded"),
            unavailable: refuse("unavailable"),
          }),
      );
      for (let loop = 0; loop < loopsEach; loop++) {
        const buyer = mintUserId(isolate * loopsEach + loop);
        void (async () => {
          while (Date.now() < untilMs) await combiners[gateOf(buyer, gates)]?.submit(REQUEST, take(n++, buyer));
        })();
      }
    }
    await pass(150);
    const sizes = object.sizes.slice(8);
    return sizes.reduce((sum, size) => sum + size, 0) / sizes.length;
  }

  it("brings the event's object at least 8 commands per RPC from 32 isolates with 2 each, through 4 gates", async () => {
    // All that are on their way through a gate, 16, travel together; two batches that alternate would be 8 each.
    expect(await commandsPerRpc(32, 2, 4)).toBeGreaterThan(12);
  });

  it("costs a buyer who is alone no waiting for others", async () => {
    const object = new SlowObject(3);
    const gate = new GateCommands(object.ask, REQUEST);
    void gate.execute(batchOf([take(1)]));
    await pass(0);
    expect(object.sizes).toEqual([1]);
  });
});
