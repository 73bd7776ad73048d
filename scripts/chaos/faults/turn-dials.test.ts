import { expect, it, onTestFinished } from "vitest";
import { startQStash } from "../../../local/qstash/start-qstash.ts";
import { startTestSimulator, TEST_KEY } from "../../../local/stripe/testing/test-simulator.ts";
import type { FaultKind } from "../plan/fault-kinds.ts";
import { createFault } from "./create-fault.ts";
import { Dial } from "./dial.ts";
import { FakeTarget } from "./testing/fake-target.ts";

const QSTASH = { token: "token", currentSigningKey: "sig_current", nextSigningKey: "sig_next" };

/** Stand-ins of this test's own in the hands of the adversary. */
async function standIns() {
  const qstash = await startQStash({ port: 0, ...QSTASH });
  onTestFinished(() => qstash.stop());
  const simulator = await startTestSimulator();
  const target = Object.assign(new FakeTarget(), {
    dials: {
      qstash: new Dial(`${qstash.url}/chaos`, { authorization: `Bearer ${QSTASH.token}` }),
      providers: [new Dial(`${simulator.url}/_sim/chaos`)],
    },
  });
  const ask = () => fetch(`${simulator.url}/v1/events`, { headers: { authorization: `Bearer ${TEST_KEY}` } });
  return { target, ask };
}

it.each<FaultKind>([
  "qstash-drop",
  "qstash-lose",
  "qstash-lost-answers",
  "qstash-delay",
  "qstash-double",
  "qstash-reorder",
  "webhooks-drop",
  "webhooks-delay",
  "webhooks-double",
  "webhooks-reorder",
  "provider-500",
  "provider-slow",
  "provider-stall",
  "provider-cut",
  "provider-silent",
  "capture-refused",
])("the stand-in knows the fault %s, and is calm afterwards", async (kind) => {
  const { target, ask } = await standIns();
  const fault = createFault(kind, target);
  await expect(fault.inject()).resolves.toBeUndefined();
  await fault.heal();
  expect((await ask()).status).toBe(200);
});

it("a provider that answers 500 does so until it is healed, whatever else begins and ends meanwhile", async () => {
  const { target, ask } = await standIns();
  const [failing, doubling] = [createFault("provider-500", target), createFault("webhooks-double", target)];
  await failing.inject();
  await doubling.inject();
  await doubling.heal();
  expect((await ask()).status).toBe(500);
  await failing.heal();
  expect((await ask()).status).toBe(200);
});

it("a provider that hangs up gives no answer", async () => {
  const { target, ask } = await standIns();
  const fault = createFault("provider-cut", target);
  await fault.inject();
  await expect(ask()).rejects.toThrow("fetch failed");
  await fault.heal();
});

it("a stand-in that does not know a fault is a bug that is said", async () => {
  const { target } = await standIns();
  await expect(target.dials.qstash.turn({ explode: true })).rejects.toThrow(/answered 400/);
});
