import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { PAYMENT_STATUSES } from "./payment-statuses.ts";
import { TRANSITIONS, WOKEN_BY } from "./payment-machine.ts";

const README = new URL("../../README.md", import.meta.url);

it("the README's table of payments is the machine", () => {
  const rows = PAYMENT_STATUSES.map((status) => {
    const ways = Object.entries(TRANSITIONS[status]).map(([fact, to]) => `${fact} → ${to}`);
    return `| ${status} | ${ways.join(", ") || "–"} | ${WOKEN_BY[status] ?? "rests"} |`;
  });
  const lines = new Set(readFileSync(README, "utf8").split("\n"));
  expect(rows.filter((row) => !lines.has(row))).toEqual([]);
});
