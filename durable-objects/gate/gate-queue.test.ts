import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { mintUserId, type VisitorId } from "../../domain/contract/ids.ts";
import {
  NO_LOAD,
  type Pass,
  type Presence,
  type PresenceAnswer,
  type QueueReport,
  type QueueSync,
} from "../../domain/contract/waiting-room.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { GateQueue, MAX_REPORTED } from "./gate-queue.ts";
import { queueSnapshot } from "./testing/queue-snapshot.ts";

const NOW_MS = 1_000_000_000;
const JOINED_AT_S = NOW_MS / 1_000 - 60;
const [ANN, BEN] = [mintUserId(1), mintUserId(2)];

/** The event's object as a gate sees it: answers each report with what the test has put there. */
class FakeRoom {
  readonly reports: QueueReport[] = [];
  answer: () => Promise<Result<QueueSync>> = async () => ok(this.sync());

  sync(members: Partial<QueueSync> = {}): QueueSync {
    return { snapshot: queueSnapshot(), passes: [], lapsed: [], ...members };
  }

  queue(): GateQueue {
    return new GateQueue(3, (report) => {
      this.reports.push(report);
      return this.answer();
    });
  }
}

function presence(visitor: VisitorId, joinedAtS = JOINED_AT_S): Presence {
  return { visitor, place: { second: joinedAtS, key: 1 }, joinedAtS };
}

function passOf(visitor: VisitorId): Pass {
  const issuedAtMs = Date.now();
  return { visitor, number: 7, issuedAtMs, useByMs: issuedAtMs + 300_000, endsAtMs: issuedAtMs + 900_000 };
}

function statusOf(queue: GateQueue, who: Presence): PresenceAnswer["status"] | undefined {
  return queue.present([who])[0]?.status;
}

const pass = (ms: number): Promise<unknown> => vi.advanceTimersByTimeAsync(ms);

beforeEach(() => {
  vi.useFakeTimers({ now: NOW_MS });
});
afterEach(() => {
  vi.useRealTimers();
});

describe("who is present", () => {
  it("is answered at once, reported in one sync at a time, and admitted when the object has said so", async () => {
    const room = new FakeRoom();
    const queue = room.queue();
    const given = passOf(ANN);
    room.answer = async () => ok(room.sync({ passes: [given] }));
    expect(queue.present([presence(ANN), presence(BEN)])).toEqual([{ status: "waiting" }, { status: "waiting" }]);
    await pass(0);
    expect(room.reports).toEqual([{ gate: 3, present: [presence(ANN), presence(BEN)], load: NO_LOAD }]);
    expect(queue.present([presence(ANN), presence(BEN)])).toEqual([
      { status: "admitted", pass: given },
      { status: "waiting" },
    ]);
    await pass(250);
    expect(room.reports[1]?.present).toEqual([presence(BEN)]);
  });

  it("is reported at most each 250 ms, goes on for ten seconds after the last poll, and then the gate rests", async () => {
    const room = new FakeRoom();
    const queue = room.queue();
    for (let poll = 0; poll < 10; poll++) {
      queue.present([presence(ANN)]);
      await pass(100);
    }
    // At 0, 250, 500, 750 and 1,000 ms.
    expect(room.reports).toHaveLength(5);
    await pass(60_000);
    // The last poll was at 900 ms; the last sync that finds it young enough begins another one, at 11,000 ms.
    expect(room.reports).toHaveLength(45);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("never makes two syncs be under way, however slow the object is", async () => {
    const room = new FakeRoom();
    const queue = room.queue();
    const slow = Promise.withResolvers<Result<QueueSync>>();
    room.answer = () => slow.promise;
    queue.present([presence(ANN)]);
    await pass(1_900);
    queue.present([presence(BEN)]);
    expect(room.reports).toHaveLength(1);
    room.answer = async () => ok(room.sync());
    slow.resolve(ok(room.sync()));
    await pass(0);
    expect(room.reports[1]?.present).toEqual([presence(BEN)]);
  });

  it("is reported again after a sync that failed or did not end, but not when he has gone meanwhile", async () => {
    const room = new FakeRoom();
    const queue = room.queue();
    room.answer = () => new Promise(() => undefined);
    expect(statusOf(queue, presence(ANN))).toBe("waiting");
    room.answer = () => Promise.reject(new Error("the object is gone"));
    await pass(2_250);
    expect(room.reports.slice(0, 3).map(({ present }) => present.length)).toEqual([1, 1, 1]);
    await pass(10_000);
    expect(room.reports.at(-1)?.present).toEqual([]);
    expect(statusOf(queue, presence(ANN))).toBe("waiting");
  });

  it("is told that he has had his turn, for that token and older ones", async () => {
    const room = new FakeRoom();
    const queue = room.queue();
    room.answer = async () => ok(room.sync({ lapsed: [ANN] }));
    queue.present([presence(ANN)]);
    await pass(0);
    expect(statusOf(queue, presence(ANN))).toBe("lapsed");
    expect(statusOf(queue, presence(ANN, JOINED_AT_S - 1))).toBe("lapsed");
    expect(statusOf(queue, presence(ANN, JOINED_AT_S + 1))).toBe("waiting");
  });

  it("is reported again once his pass should have been used, and when he has joined anew since", async () => {
    const room = new FakeRoom();
    const queue = room.queue();
    room.answer = async () => ok(room.sync({ passes: [passOf(ANN)] }));
    queue.present([presence(ANN)]);
    await pass(0);
    expect(statusOf(queue, presence(ANN, NOW_MS / 1_000 + 1))).toBe("waiting");
    room.answer = async () => ok(room.sync());
    await pass(299_999);
    expect(statusOf(queue, presence(ANN))).toBe("admitted");
    await pass(1);
    expect(statusOf(queue, presence(ANN))).toBe("waiting");
  });

  it("has a pass that he has used until it ends, also when he comes back late in his session", async () => {
    const room = new FakeRoom();
    const queue = room.queue();
    const old = passOf(ANN);
    room.answer = async () => ok(room.sync({ passes: [old] }));
    await pass(400_000);
    queue.present([presence(ANN)]);
    await pass(250);
    expect(statusOf(queue, presence(ANN))).toBe("admitted");
  });

  it("is bounded: more than one report holds are left for their next poll", async () => {
    const room = new FakeRoom();
    const queue = room.queue();
    const crowd = Array.from({ length: MAX_REPORTED + 10 }, (_, n) => presence(mintUserId(n)));
    expect(queue.present(crowd).every(({ status }) => status === "waiting")).toBe(true);
    await pass(0);
    expect(room.reports[0]?.present).toHaveLength(MAX_REPORTED);
  });
});

describe("the snapshot", () => {
  it("is asked for once by all who ask, and kept for half a second", async () => {
    const room = new FakeRoom();
    const queue = room.queue();
    const answers = await Promise.all(Array.from({ length: 50 }, () => queue.snapshot(NO_LOAD)));
    expect(answers.every(({ ok: isOk }) => isOk)).toBe(true);
    await pass(500);
    await queue.snapshot(NO_LOAD);
    expect(room.reports).toHaveLength(1);
    await pass(1);
    await queue.snapshot(NO_LOAD);
    expect(room.reports).toHaveLength(2);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("takes along what isolates owe, added up, and keeps what a failed sync did not deliver", async () => {
    const room = new FakeRoom();
    const queue = room.queue();
    room.answer = async () => refuse("unavailable");
    const down = { joins: [[5, 2]], holds: 3, slowHolds: 1, isProviderDown: true } as const;
    await Promise.all([
      queue.snapshot(down),
      queue.snapshot({
        ...NO_LOAD,
        joins: [
          [4, 1],
          [5, 1],
        ],
      }),
    ]);
    room.answer = async () => ok(room.sync());
    const later = queue.snapshot({ ...NO_LOAD, holds: 1 });
    await pass(250);
    await later;
    const joins = [
      [4, 1],
      [5, 3],
    ];
    expect(room.reports.at(-1)?.load).toEqual({ joins, holds: 4, slowHolds: 1, isProviderDown: true });
    await pass(501);
    await queue.snapshot(NO_LOAD);
    expect(room.reports.at(-1)?.load).toEqual(NO_LOAD);
  });

  it("stays for five seconds when the object cannot be reached, then the room is closed", async () => {
    const room = new FakeRoom();
    const queue = room.queue();
    const first = await queue.snapshot(NO_LOAD);
    room.answer = async () => refuse("unavailable");
    await pass(5_000);
    expect(await queue.snapshot(NO_LOAD)).toEqual(first);
    await pass(1);
    const closed = queue.snapshot(NO_LOAD);
    await pass(250);
    expect(await closed).toEqual(refuse("unavailable"));
  });

  it("passes on that the object has never heard of the event, so that the Worker configures it", async () => {
    const room = new FakeRoom();
    const queue = room.queue();
    room.answer = async () => refuse("event_not_configured");
    expect(await queue.snapshot(NO_LOAD)).toEqual(refuse("event_not_configured"));
    room.answer = async () => ok(room.sync());
    const again = queue.snapshot(NO_LOAD);
    await pass(250);
    expect((await again).ok).toBe(true);
  });
});
