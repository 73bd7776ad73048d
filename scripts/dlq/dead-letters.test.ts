import { describe, expect, it } from "vitest";
import type { DeadLetterWire } from "../../domain/contract/wire/operations.ts";
import { OperatorRefusal, type OperatorApi } from "../operator-api.ts";
import { deadLetterTable } from "./dead-letter-table.ts";
import { readDeadLetters } from "./read-dead-letters.ts";
import { retryLetters } from "./retry-letters.ts";

const NOW_MS = Date.parse("2026-11-21T12:00:00Z");

const letter = (members: Partial<DeadLetterWire> = {}): DeadLetterWire => ({
  id: "booking.paid:pay_1",
  type: "booking.paid",
  subject: "pay_1",
  failures: 8,
  error: "TypeError: no",
  created_at: "2026-11-21T11:00:00.000Z",
  dead_at: "2026-11-21T11:55:00.000Z",
  ...members,
});

const quiet = { depth: 0, lag_seconds: 0, under_way: 0, dead: 0 };

describe("the table of dead letters", () => {
  it("says when there are none, and how the outbox stands", () => {
    expect(deadLetterTable([], { ...quiet, depth: 7, under_way: 5, lag_seconds: 61.5 }, NOW_MS)).toEqual([
      "There are no dead letters.",
      "Outbox: 7 waiting (5 of them sent), the oldest for 1 min.",
    ]);
  });

  it("names each with what it is about, how often it failed, since when it is dead, and its error", () => {
    const others = {
      id: "x",
      type: "booking.revoked",
      subject: "bkg_22",
      error: null,
      dead_at: "2026-11-18T12:00:00Z",
    };
    expect(deadLetterTable([letter(), letter(others)], quiet, NOW_MS)).toEqual([
      "booking.paid:pay_1  booking.paid     pay_1   8 failures  dead for 5 min",
      "    TypeError: no",
      "x                   booking.revoked  bkg_22  8 failures  dead for 3 days",
      "    no error was noted",
      "",
      "2 dead letters. Send one again: npm run dlq -- --retry ID",
      "Outbox: 0 waiting (0 of them sent), the oldest for 0 s.",
    ]);
  });
});

it("reads every page of them", async () => {
  const all = Array.from({ length: 450 }, (_, i) => letter({ id: `row ${i}` }));
  const asked: string[] = [];
  const get = async (path: string) => {
    asked.push(path);
    const page = Number(new URLSearchParams(path.split("?")[1]).get("page"));
    return { items: all.slice((page - 1) * 200, page * 200), total: all.length };
  };
  expect(await readDeadLetters({ get } as unknown as OperatorApi)).toEqual(all);
  expect(asked).toHaveLength(3);
});

describe("all of them, sent again", () => {
  /** Three letters; sending the second is answered so. */
  function apiOf(status: number) {
    const get = async () => ({ items: ["a", "b/1", "c"].map((id) => letter({ id })), total: 3 });
    const post = async (path: string) => {
      if (path === "/operations/dead-letters/b%2F1/retry") throw new OperatorRefusal(status, "{}");
    };
    return { get, post } as unknown as OperatorApi;
  }

  async function linesOf(api: OperatorApi): Promise<readonly string[]> {
    const lines: string[] = [];
    for await (const line of retryLetters(api)) lines.push(line);
    return lines;
  }

  it("go on when one is none any more", async () => {
    expect(await linesOf(apiOf(404))).toEqual([
      "a is on its way again",
      "b/1 is no dead letter any more",
      "c is on its way again",
    ]);
  });

  it("stop where sending is refused", async () => {
    await expect(linesOf(apiOf(403))).rejects.toThrow("refused (403): {}");
  });

  it("may be none", async () => {
    const get = async () => ({ items: [], total: 0 });
    expect(await linesOf({ get } as unknown as OperatorApi)).toEqual(["There are no dead letters."]);
  });
});
