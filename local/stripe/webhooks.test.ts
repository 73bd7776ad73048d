import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { Stripe } from "stripe";
import { describe, expect, it, onTestFinished } from "vitest";
import type { StripeSimulatorOptions } from "./start-stripe-simulator.ts";
import {
  paidSession,
  sessionParameters,
  startTestSimulator,
  stripeClient,
  TEST_KEY,
  TEST_WEBHOOK_SECRET,
  type TestSimulator,
} from "./testing/test-simulator.ts";
import { startWebhookReceiver, type WebhookReceiver } from "./testing/webhook-receiver.ts";

async function startShop(answer?: (count: number) => Response | Promise<Response>): Promise<WebhookReceiver> {
  const shop = await startWebhookReceiver(answer);
  onTestFinished(() => shop.stop());
  return shop;
}

function startWith(shop: WebhookReceiver, options: Partial<StripeSimulatorOptions> = {}): Promise<TestSimulator> {
  return startTestSimulator({ webhook: { url: shop.url, secret: TEST_WEBHOOK_SECRET }, ...options });
}

async function nextTypes(shop: WebhookReceiver, count: number): Promise<string[]> {
  const types: string[] = [];
  while (types.length < count) types.push(await shop.nextType());
  return types.toSorted();
}

describe("a webhook", () => {
  it("is signed so that Stripe's SDK accepts it", async () => {
    const shop = await startShop();
    const simulator = await startWith(shop);
    const { webhooks, checkout } = simulator.stripe;
    const { id } = await checkout.sessions.create(sessionParameters());
    await checkout.sessions.expire(id);
    const { body, headers } = await shop.next();
    const signature = headers.get("stripe-signature") ?? "";
    const event = await webhooks.constructEventAsync(body, signature, TEST_WEBHOOK_SECRET);
    expect(event).toMatchObject({ api_version: "2026-10-28.endive", type: "checkout.session.expired" });
    expect(event.data.object).toEqual(JSON.parse(JSON.stringify(await checkout.sessions.retrieve(id))));
    const forged = webhooks.constructEventAsync(`${body} `, signature, TEST_WEBHOOK_SECRET);
    await expect(forged).rejects.toBeInstanceOf(Stripe.errors.StripeSignatureVerificationError);
  });

  it("tells of everything that becomes of the money", async () => {
    const shop = await startShop();
    const simulator = await startWith(shop);
    const { stripe, act } = simulator;
    const { id } = await stripe.checkout.sessions.create(sessionParameters());
    await act(id, "decline");
    expect(await shop.nextType()).toBe("payment_intent.payment_failed");
    await stripe.checkout.sessions.expire(id);
    expect(await nextTypes(shop, 2)).toEqual(["checkout.session.expired", "payment_intent.canceled"]);

    const { intent } = await paidSession(simulator);
    expect(await nextTypes(shop, 3)).toEqual([
      "charge.succeeded",
      "checkout.session.completed",
      "payment_intent.amount_capturable_updated",
    ]);
    await stripe.paymentIntents.capture(intent.id);
    expect(await nextTypes(shop, 2)).toEqual(["charge.captured", "payment_intent.succeeded"]);
    await stripe.refunds.create({ payment_intent: intent.id });
    expect(await nextTypes(shop, 2)).toEqual(["charge.refunded", "refund.created"]);
  });

  it("comes again, unchanged, until it is answered with 2xx", async () => {
    const answers = [500, 404, 302, 204];
    const shop = await startShop((count) => new Response(null, { status: answers[count] ?? 204 }));
    const { stripe, act } = await startWith(shop);
    const { id } = await stripe.checkout.sessions.create(sessionParameters());
    await act(id, "decline");
    const bodies = [];
    for (const _answer of answers) bodies.push((await shop.next()).body);
    expect(new Set(bodies).size).toBe(1);
    // The next webhook is of another event: the first one has come to its end.
    await stripe.checkout.sessions.expire(id);
    expect(await nextTypes(shop, 2)).toEqual(["checkout.session.expired", "payment_intent.canceled"]);
  });

  it("comes twice when told to", async () => {
    const shop = await startShop();
    const simulator = await startWith(shop, { random: () => 0 });
    await simulator.chaos({ duplicateWebhooks: 0.5 });
    const { id } = await simulator.stripe.checkout.sessions.create(sessionParameters());
    await simulator.stripe.checkout.sessions.expire(id);
    const [first, second] = [await shop.next(), await shop.next()];
    expect(second.body).toBe(first.body);
  });

  it("is dropped on its way when told to, and comes again", async () => {
    const shop = await startShop();
    const numbers = [1, 0];
    const simulator = await startWith(shop, { random: () => numbers.shift() ?? 1 });
    await simulator.chaos({ dropWebhooks: 0.5 });
    const { id } = await simulator.stripe.checkout.sessions.create(sessionParameters());
    await simulator.stripe.checkout.sessions.expire(id);
    expect(await shop.nextType()).toBe("checkout.session.expired");
    expect(numbers).toEqual([]);
  });

  it("is held back when told to", async () => {
    const shop = await startShop();
    let nowMs = Date.now();
    const simulator = await startWith(shop, { nowMs: () => nowMs });
    const counts = async () => (await fetch(`${simulator.url}/_sim/webhooks`)).json();
    await simulator.chaos({ delayWebhooksMs: 60_000 });
    const { id } = await simulator.stripe.checkout.sessions.create(sessionParameters());
    await simulator.stripe.checkout.sessions.expire(id);
    nowMs += 59_999;
    simulator.runDue();
    expect(await counts()).toMatchObject({ pending: 1, acknowledged: 0 });
    nowMs += 1;
    simulator.runDue();
    expect(await shop.nextType()).toBe("checkout.session.expired");
    await expect.poll(counts).toMatchObject({ pending: 0, acknowledged: 1 });
  });

  it("comes out of order when told to", async () => {
    const shop = await startShop();
    let nowMs = Date.now();
    // Asked about duplicates first, then about how long the webhook is held back: only the first event is.
    const numbers = [1, 1];
    const simulator = await startWith(shop, { nowMs: () => nowMs, random: () => numbers.shift() ?? 0 });
    await simulator.chaos({ reorderWebhooks: true });
    const { id } = await simulator.stripe.checkout.sessions.create(sessionParameters());
    await simulator.act(id, "decline");
    await simulator.stripe.checkout.sessions.expire(id);
    expect(await nextTypes(shop, 2)).toEqual(["checkout.session.expired", "payment_intent.canceled"]);
    nowMs += 10;
    simulator.runDue();
    expect(await shop.nextType()).toBe("payment_intent.payment_failed");
  });
});

describe("a simulator process", () => {
  it("that is killed between Pay and the webhook delivers it after its restart", async () => {
    const directory = await mkdtemp(join(tmpdir(), "sluice-stripe-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    // The first webhooks are taken and never answered: the simulator dies waiting.
    let alive = false;
    const shop = await startShop(() => (alive ? new Response() : new Promise<Response>(() => {})));
    const dataFile = join(directory, "stripe.db");

    const first = await spawnSimulator(shop.url, dataFile);
    const { id } = await stripeClient(first.port).checkout.sessions.create(sessionParameters());
    await fetch(`http://127.0.0.1:${first.port}/_sim/sessions/${id}/pay`, { method: "POST" });
    const before = await nextTypes(shop, 3);
    first.process.kill("SIGKILL");
    await once(first.process, "exit");

    alive = true;
    const second = await spawnSimulator(shop.url, dataFile);
    expect(await nextTypes(shop, 3)).toEqual(before);
    expect(before).toContain("checkout.session.completed");
    const session = await stripeClient(second.port).checkout.sessions.retrieve(id, { expand: ["payment_intent"] });
    expect(session).toMatchObject({ status: "complete", payment_intent: { status: "requires_capture" } });

    second.process.kill("SIGTERM");
    expect(await once(second.process, "exit")).toEqual([0, null]);
  });

  it("stops when its stdin ends", async () => {
    const { process } = await spawnSimulator("http://127.0.0.1:9/", undefined);
    process.stdin.end();
    expect(await once(process, "exit")).toEqual([0, null]);
  });
});

async function spawnSimulator(
  webhookUrl: string,
  dataFile: string | undefined,
): Promise<{ port: number; process: ChildProcessWithoutNullStreams }> {
  const child = spawn(process.execPath, [fileURLToPath(new URL("main.ts", import.meta.url))], {
    env: {
      PORT: "0",
      STRIPE_SECRET_KEY: TEST_KEY,
      STRIPE_WEBHOOK_SECRET: TEST_WEBHOOK_SECRET,
      STRIPE_WEBHOOK_URL: webhookUrl,
      ...(dataFile === undefined ? {} : { STRIPE_DATA_FILE: dataFile }),
    },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = (await once(createInterface(child.stdout), "line")) as [string];
  const ready = JSON.parse(line) as { event: string; port: number };
  expect(ready.event).toBe("listen");
  return { port: ready.port, process: child };
}
