import { expect, it } from "vitest";
import { auditWorld } from "./audit-world.ts";
import { reportJson } from "./report-json.ts";
import { reportText } from "./report-text.ts";
import { tallyWorld } from "./tally-world.ts";
import { healthyWorld, moneyOf, PATIENCE_MS, type ChangeableWorld } from "./testing/healthy-world.ts";
import { AT_MS } from "./testing/healthy-stories.ts";

function reportOf(change: (world: ChangeableWorld) => void = () => {}) {
  const { world } = healthyWorld();
  change(world);
  return { ...auditWorld(world, PATIENCE_MS), tally: tallyWorld(world), looks: 3 };
}

it("shows each sum by each source, what is under way, and that nothing differs", () => {
  const text = reportText(reportOf(), AT_MS).join("\n");
  expect(text).toMatch(/^EUR captured +€\S+ +€\S+$/m);
  expect(text).toMatch(/^Under way: 2 holds \(oldest 60 min\), 1 open payments/m);
  expect(text).toMatch(/✓ No difference\. \(3 looks\)$/);
});

it("marks what differs, names it, and cuts long lists short", () => {
  const report = reportOf((world) => {
    for (let number = 0; number < 25; number++) {
      world.ledger.push(moneyOf({ id: `money_${number}`, paymentId: `pay_nobody${number}` }));
    }
    world.events[0]?.payments.forEach(
      (payment) => (payment.refundedMinor = payment.id === "pay_partly0" ? 1 : payment.refundedMinor),
    );
  });
  const text = reportText(report, AT_MS).join("\n");
  expect(text).toMatch(/^EUR refunded .*≠$/m);
  expect(text).toContain("✗ I2 money_unknown: A ledger has money of ours that belongs to no payment");
  expect(text).toContain("    … and 5 more");
  expect(text).toContain("26 differences of 2 kinds, seen in each of 3 looks.");
  const json = JSON.parse(reportJson(report, AT_MS)) as { findings: { code: string; invariant: string }[] };
  expect(json.findings.filter(({ code, invariant }) => code === "money_unknown" && invariant === "I2")).toHaveLength(
    25,
  );
});
