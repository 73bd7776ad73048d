import { expect, it, onTestFinished } from "vitest";
import { mintBookingId, mintEventId, mintPaymentId } from "../../../domain/contract/ids.ts";
import { startGateway } from "../../../local/gateway/start-gateway.ts";
import { createGatewayProvider } from "../../../workers/adapters/gateway/gateway-provider.ts";
import { CommandFailure } from "../../command-failure.ts";
import { gatewayLedger } from "./gateway-ledger.ts";

const TEAM = { slug: "the-hall", secret: "a secret" };
const PRICE = { amountMinor: 4_500, currency: "eur" };

async function openGateway() {
  const gateway = await startGateway({ port: 0, team: TEAM });
  onTestFinished(() => gateway.stop());
  const settings = { GATEWAY_URL: gateway.url, GATEWAY_SECRET: TEAM.secret, GATEWAY_TEAM: TEAM.slug };
  const provider = createGatewayProvider(settings);
  const open = async () => {
    const paymentId = mintPaymentId(Date.now());
    await provider.createSession({
      paymentId,
      bookingId: mintBookingId(mintEventId(), Date.now()),
      amount: PRICE,
      lines: [{ name: "Seat A1", unitAmountMinor: 4_500, quantity: 1 }],
      buyerEmail: "ada@example.com",
      methods: ["card"],
      expiresAt: new Date(Date.now() + 3_600_000),
      successUrl: "https://shop.example/done",
      cancelUrl: "https://shop.example/back",
    });
    return paymentId;
  };
  const pay = async () => {
    const paymentId = await open();
    await fetch(`${gateway.url}/_sim/payments/${paymentId}/pay`, { method: "POST" });
    return paymentId;
  };
  const read = (secret = TEAM.secret) =>
    gatewayLedger({ url: `${gateway.url}/`, secret, team: TEAM.slug }).entries(null);
  return { provider, open, pay, read };
}

it("tells of each payment's money what the gateway has done with it", async () => {
  const { provider, open, pay, read } = await openGateway();
  const [paid, opened] = [await pay(), await open()];
  await provider.refund({ id: paid, paymentId: paid, intentId: paid, amount: { ...PRICE, amountMinor: 1_000 } });
  const entries = new Map((await read()).map((entry) => [entry.paymentId, entry]));
  expect(entries.get(paid)).toMatchObject({
    capturedMinor: 4_500,
    refundedMinor: 1_000,
    currency: "eur",
    heldMinor: 0,
  });
  expect(entries.get(paid)?.movedAtMs).toBeGreaterThan(Date.now() - 60_000);
  expect(entries.get(opened)).toMatchObject({ capturedMinor: 0, refundedMinor: 0 });
});

it("reads every page", async () => {
  const { open, read } = await openGateway();
  const opened = await Promise.all(Array.from({ length: 101 }, open));
  const listed = (await read()).map(({ paymentId }) => paymentId);
  expect([listed.length, new Set(listed)]).toEqual([101, new Set(opened)]);
});

it("is refused without the team's secret, and says so", async () => {
  const { read } = await openGateway();
  const failure = await read("another secret").catch((error: unknown) => error);
  expect(failure).toBeInstanceOf(CommandFailure);
  expect(String(failure)).toContain("/payments cannot be read: 401");
});
