import { beforeEach, describe, expect, it, vi } from "vitest";
import { mintRefundId } from "../../domain/contract/ids.ts";
import type { OutboxRow } from "../../domain/ports/outbox.ts";
import { runInContext } from "../request-context.ts";
import type { Services } from "../services.ts";
import { sweep } from "./sweep.ts";

const trace = { requestId: "req_1", traceparent: "00-a-b-01" };
const row: OutboxRow = {
  id: "row",
  message: { type: "refund.requested", refundId: mintRefundId(1) },
  trace,
  attempt: 1,
};

interface World {
  readonly due?: number;
  /** Rows that the other parts give rise to. */
  readonly news?: number;
  readonly broken?: "relay" | "quiet" | "reconcile";
}

/** The ports of the sweep, scripted; in which order its parts ran. */
function worldOf({ due = 0, news = 0, broken }: World) {
  const did: string[] = [];
  const rows = Array.from({ length: due }, () => row);
  const part = (name: NonNullable<World["broken"]>): void => {
    if (did.at(-1) !== name) did.push(name);
    if (broken === name) throw new Error("no connection");
  };
  let published = 0;
  const services = {
    payments: {
      async quiet() {
        part("quiet");
        rows.push(...Array.from({ length: news }, () => row));
        return [];
      },
    },
    reconciler: {
      async stalledCancellations() {
        part("reconcile");
        return [];
      },
      suspects: async () => [],
      cases: async () => [],
    },
    outbox: {
      async claim(limit: number) {
        part("relay");
        return rows.splice(0, limit);
      },
    },
    publisher: { publish: async (batch: readonly OutboxRow[]) => ((published += batch.length), []) },
  };
  const run = () => runInContext({ trace, waitUntil: () => {} }, () => sweep(services as unknown as Services));
  return { run, did, published: () => published, rows };
}

const infos = vi.spyOn(console, "info").mockReturnValue();
const errors = vi.spyOn(console, "error").mockReturnValue();
beforeEach(() => [infos, errors].forEach((lines) => lines.mockClear()));

/** Part and count, or part and cause, of each line that was logged. */
function logged(lines: typeof infos): (readonly unknown[])[] {
  return lines.mock.calls.map(([line]) => {
    const { part, count, cause } = JSON.parse(String(line)) as Record<string, unknown>;
    return [part, count ?? cause];
  });
}

describe("the sweep", () => {
  it("sends what is due, asks, reconciles, and sends what came of it, and tells how many of each", async () => {
    const world = worldOf({ due: 70, news: 3 });
    await world.run();
    expect(world.did).toEqual(["relay", "quiet", "reconcile", "relay"]);
    expect(world.published()).toBe(73);
    expect(logged(infos)).toEqual([
      ["relay", 70],
      ["quiet", 0],
      ["reconcile", 0],
      ["relay of the sweep", 3],
    ]);
    expect(logged(errors)).toEqual([]);
  });

  it.each(["relay", "quiet", "reconcile"] as const)("does all the rest when one part fails: %s", async (broken) => {
    const world = worldOf({ broken });
    await world.run();
    expect(world.did).toEqual(["relay", "quiet", "reconcile", "relay"]);
    const failed = broken === "relay" ? ["relay", "relay of the sweep"] : [broken];
    expect(logged(errors)).toEqual(failed.map((part) => [part, expect.stringContaining("no connection")]));
    expect(logged(infos)).toHaveLength(4 - failed.length);
  });

  it("sends ten times what a request sends behind its answer: an outage's backlog is gone in minutes", async () => {
    const world = worldOf({ due: 20_100 });
    await world.run();
    expect(world.published()).toBe(20_000);
    expect(world.rows).toHaveLength(100);
  });
});
