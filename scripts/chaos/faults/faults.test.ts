import { describe, expect, it } from "vitest";
import { looksLikeQueueKeys } from "../../provision/queue-keys.ts";
import { FAULT_KINDS } from "../plan/fault-kinds.ts";
import { createFault } from "./create-fault.ts";
import { FakeTarget } from "./testing/fake-target.ts";

const OF_DIALS = /^(qstash|webhooks|provider|capture)-/;

describe("a fault", () => {
  it.each(FAULT_KINDS.filter((kind) => !OF_DIALS.test(kind)))(
    "%s may be healed before it was injected, and nothing happens",
    async (kind) => {
      const target = new FakeTarget();
      await createFault(kind, target).heal();
      expect(target.done).toEqual([]);
    },
  );

  it("that kills needs no healing", async () => {
    const target = new FakeTarget();
    const fault = createFault("kill-postgres", target);
    await fault.inject();
    await fault.heal();
    expect(target.done).toEqual(["kill postgres-server"]);
  });

  it("that stops lets go on, once", async () => {
    const target = new FakeTarget();
    const fault = createFault("stop-redis", target);
    await fault.inject();
    await fault.heal();
    await fault.heal();
    expect(target.done).toEqual(["stop redis", "continue redis"]);
  });

  it("that rotates QStash's keys never leaves the Worker without the key that signs", async () => {
    const target = new FakeTarget();
    const keysOfWorker = (): string[] => {
      const { QSTASH_CURRENT_SIGNING_KEY, QSTASH_NEXT_SIGNING_KEY } = target.release().variables;
      return [QSTASH_CURRENT_SIGNING_KEY, QSTASH_NEXT_SIGNING_KEY];
    };
    const signs = () => target.settings.get("qstash")?.["QSTASH_CURRENT_SIGNING_KEY"];
    for (let rotation = 0; rotation < 3; rotation++) {
      const fault = createFault("rotate-qstash-keys", target);
      const before = keysOfWorker();
      await fault.inject();
      expect(signs()).toBe(before[1]);
      expect(keysOfWorker()).toEqual(before);
      await fault.heal();
      expect(keysOfWorker()[0]).toBe(signs());
      expect(before).not.toContain(keysOfWorker()[1]);
    }
    expect(target.done).toEqual(Array.from({ length: 3 }, () => ["reconfigure qstash", "deploy /newest"]).flat());
  });

  it("that rotates the queue's keys puts one in front, and touches no ticket", async () => {
    const target = new FakeTarget();
    await createFault("rotate-queue-keys", target).inject();
    const { QUEUE_SIGNING_KEYS, TICKET_SIGNING_KEY } = target.release().variables;
    const [added = "", ...kept] = QUEUE_SIGNING_KEYS.split(",");
    expect([looksLikeQueueKeys(added), kept, TICKET_SIGNING_KEY]).toEqual([true, ["k1:old"], "the ticket key"]);
  });

  it("that deploys an older bundle deploys this one again, with the variables of that time", async () => {
    const target = new FakeTarget();
    const { variables } = target.release();
    const fault = createFault("older-bundle", target);
    await fault.inject();
    expect(target.release()).toEqual({ root: "/older", variables });
    await fault.heal();
    await fault.heal();
    expect(target.release()).toEqual({ root: "/newest", variables });
    expect(target.done).toEqual(["deploy /older", "deploy /newest"]);
  });
});
