import { expect, it } from "vitest";
import { Adversary } from "./adversary.ts";
import { FakeTarget } from "./faults/testing/fake-target.ts";

const FOR_EVER_MS = 1_000_000;

it("does what was planned, and writes down what was done", async () => {
  const target = new FakeTarget();
  const adversary = new Adversary(target, () => {});
  await adversary.run([
    { kind: "kill-redis", atMs: 0, forMs: 0 },
    { kind: "stop-qstash", atMs: 20, forMs: 1 },
  ]);
  expect(target.done).toEqual(["kill redis", "stop qstash", "continue qstash"]);
  expect(adversary.notes.map(({ kind }) => kind)).toEqual(["kill-redis", "stop-qstash"]);
});

it("lets go of what it holds when it is told to, and begins nothing more", async () => {
  const target = new FakeTarget();
  const begun = Promise.withResolvers<void>();
  const adversary = new Adversary(target, () => begun.resolve());
  const played = adversary.run([
    { kind: "stop-qstash", atMs: 0, forMs: FOR_EVER_MS },
    { kind: "kill-redis", atMs: FOR_EVER_MS, forMs: 0 },
  ]);
  await begun.promise;
  await adversary.stop();
  await played;
  expect(target.done).toEqual(["stop qstash", "continue qstash"]);
});

it("heals everything when one fault could not be done, and says which", async () => {
  const target = new FakeTarget();
  target.crash = () => Promise.reject(new Error("it is down"));
  const adversary = new Adversary(target, () => {});
  const played = adversary.run([
    { kind: "stop-qstash", atMs: 0, forMs: FOR_EVER_MS },
    { kind: "kill-redis", atMs: 20, forMs: 0 },
  ]);
  await expect(played).rejects.toThrow("the fault kill-redis could not be done");
  expect(target.done).toEqual(["stop qstash", "continue qstash"]);
});
