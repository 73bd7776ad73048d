import { execFile } from "node:child_process";
import { expect, inject, it } from "vitest";
import { seatId } from "../domain/contract/ids.ts";
import { openShop, press } from "../local/testing/shop.ts";
import { projectRoot } from "./start/project-root.ts";

interface Ended {
  readonly code: number;
  readonly output: string;
}

/** As an operator runs it, to the exit code. */
function replay(...args: readonly string[]): Promise<Ended> {
  const { url, variables } = inject("stack");
  const env = { ...process.env, OPERATOR_KEY: variables.OPERATOR_KEY };
  const { promise, resolve } = Promise.withResolvers<Ended>();
  const child = execFile(
    process.execPath,
    ["scripts/replay.ts", "--url", url, ...args],
    { cwd: projectRoot, env },
    (_, stdout, stderr) => resolve({ code: child.exitCode ?? -1, output: `${stdout}${stderr}` }),
  );
  return promise;
}

it("a sale replays to the state of its object, and a seat's story is one command", async () => {
  const { event, ...shop } = await openShop(5, 2);
  const [undecided, buyer] = shop.buyers;
  if (undecided === undefined || buyer === undefined) throw new Error("nobody is there");
  const seat = seatId(event, 2);
  await undecided.hold(event, [seat]);
  expect((await undecided.call("PATCH", "/seats/release", { seat_ids: [seat] })).status).toBe(200);
  const held = await buyer.hold(event, [seat]);
  const started = await buyer.pay(held.body.id);
  await press("pay", started.body.payment_url);
  await expect.poll(async () => (await buyer.booking(held.body.id)).status, { timeout: 60_000 }).toBe("paid");

  const whole = await replay("--event", event, "--seat", "hall-a-3", "--booking", held.body.id);
  expect([whole.output, whole.code]).toEqual([expect.stringContaining("The log comes to the object's own state."), 0]);
  expect(whole.output).toMatch(/Seat Hall-A-3, st_/);
  expect(whole.output).toMatch(
    /create_booking .* FREE +→ +SELECTED.*\n.*release .* SELECTED +→ +FREE.*\n.*create_booking .* FREE +→ +SELECTED.*\n.*checkout .* SELECTED +→ +RESERVED.*\n.*confirm .* RESERVED +→ +SOLD/,
  );
  expect(whole.output).toContain(`Booking ${held.body.id} of usr_`);

  const begin = await replay("--event", event, "--until", "2");
  expect(begin.code).toBe(0);
  expect(begin.output).toMatch(/seats +4 +1 +0 +0 +0/);
  expect(begin.output).toContain("Stopped before the log's end");
});

it("what cannot be meant is named, and exit code 1", async () => {
  const { event } = await openShop(1, 0);
  const noSeat = await replay("--event", event, "--seat", "Hall-A-9");
  expect([noSeat.output, noSeat.code]).toEqual([expect.stringContaining("--seat Hall-A-9 is not in the plan"), 1]);
  const noEvent = await replay("--event", "evt_1");
  expect([noEvent.output, noEvent.code]).toEqual([expect.stringContaining("Which event?"), 1]);
});
