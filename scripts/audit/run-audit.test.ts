import { expect, it } from "vitest";
import { runAudit, type AuditWatch } from "./run-audit.ts";
import { healthyWorld, moneyOf, PATIENCE_MS, type ChangeableWorld } from "./testing/healthy-world.ts";
import { AT_MS } from "./testing/healthy-stories.ts";

const TERMS = { events: null, patienceMs: PATIENCE_MS };

/** A watch that sees the healthy world, changed otherwise at each look; time passes by its pauses alone. */
function watching(change: (world: ChangeableWorld, look: number) => void) {
  const asked: (readonly string[] | null)[] = [];
  let nowMs = AT_MS;
  const watch: AuditWatch = {
    async look(only) {
      const { world } = healthyWorld();
      change(world, asked.push(only));
      return world;
    },
    pause: async (ms) => void (nowMs += ms),
    nowMs: () => nowMs,
  };
  return { watch, asked };
}

const version = (world: ChangeableWorld, by: number): void => {
  const [booking] = world.events[0]?.object.bookings ?? [];
  if (booking !== undefined) booking.version += by;
};

it("one look is enough where nothing differs", async () => {
  const { watch, asked } = watching(() => {});
  expect(await runAudit(TERMS, watch)).toMatchObject({ findings: [], looks: 1 });
  expect(asked).toEqual([null]);
});

it("a difference that is gone at the next look is none", async () => {
  const { watch, asked } = watching((world, look) => version(world, look === 1 ? 1 : 0));
  expect(await runAudit(TERMS, watch)).toMatchObject({ findings: [], looks: 2 });
  expect(asked).toEqual([null, ["evt_000000000000cone"]]);
});

it("what differs otherwise at each look is a sale that goes on", async () => {
  const { watch } = watching((world, look) => version(world, look));
  expect(await runAudit(TERMS, watch)).toMatchObject({ findings: [], looks: 2 });
});

it("what stays the same through three looks is a finding", async () => {
  const { watch } = watching((world) => void world.events[0]?.tickets.shift());
  const { findings, looks } = await runAudit(TERMS, watch);
  expect([findings.map(({ code }) => code), looks]).toEqual([["tickets_differ"], 3]);
});

it("the journal is waited for, and reported when it does not come", async () => {
  const slow = watching((world, look) => version(world, look < 40 ? 1 : 0));
  expect((await runAudit(TERMS, slow.watch)).findings).toEqual([]);
  const dead = watching((world) => version(world, 1));
  const { findings, looks } = await runAudit(TERMS, dead.watch);
  expect(findings.map(({ code }) => code)).toEqual(["journal_lag"]);
  expect(looks).toBeGreaterThan(40);
});

it("looks at everything again for what belongs to no event that it knows", async () => {
  const { watch, asked } = watching(({ ledger }) => {
    ledger.push(moneyOf({ paymentId: "pay_nobody", bookingId: null }));
  });
  const { findings } = await runAudit(TERMS, watch);
  expect(findings.map(({ code }) => code)).toEqual(["money_unknown"]);
  expect(asked).toEqual([null, null, null]);
});
