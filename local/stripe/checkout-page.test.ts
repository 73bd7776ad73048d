import { describe, expect, it } from "vitest";
import { sessionParameters, startTestSimulator } from "./testing/test-simulator.ts";

const DONE = /^https:\/\/shop\.example\/done\?session=cs_test_\w+$/;

function press(url: string, button: string, form = ""): Promise<Response> {
  const headers = { "content-type": "application/x-www-form-urlencoded" };
  return fetch(`${url}/${button}`, { method: "POST", body: form, headers, redirect: "manual" });
}

async function openPage() {
  const simulator = await startTestSimulator();
  const { id, url } = await simulator.stripe.checkout.sessions.create(sessionParameters());
  if (url === null) throw new Error("an open session has a page");
  return { ...simulator, id, page: url, read: async () => (await fetch(url)).text() };
}

describe("the hosted page", () => {
  it("shows amount, lines and buyer, and escapes what the shop wrote", async () => {
    const { read } = await openPage();
    const page = await read();
    expect(page).toContain("Pay €90.00");
    expect(page).toContain("2 × €45.00");
    expect(page).toContain("ada@example.com");
    expect(page).toContain("Seat &lt;A1&gt; &amp; more");
    expect(page).not.toContain("<A1>");
    expect(page).toContain('href="https://shop.example/back"');
  });

  it("sends the buyer to the shop after Pay, and then says that it is done", async () => {
    const { page, id, read } = await openPage();
    const paid = await press(page, "pay");
    expect(paid.status).toBe(303);
    expect(paid.headers.get("location")).toMatch(DONE);
    expect(paid.headers.get("location")).toContain(id);
    expect(await read()).toContain("your payment went through");
  });

  it("lets a buyer try again after Decline", async () => {
    const { page } = await openPage();
    const declined = await press(page, "decline");
    const next = await fetch(new URL(declined.headers.get("location") ?? "", page));
    expect(await next.text()).toContain("Your card was declined");
    expect((await press(page, "pay")).headers.get("location")).toMatch(DONE);
  });

  it("waits for money that was promised for later", async () => {
    const { page, read } = await openPage();
    expect((await press(page, "pay-later", "seconds=20")).status).toBe(303);
    expect(await read()).toContain("Your payment is on its way");
    expect((await press(page, "pay-later", "seconds=-1")).status).toBe(400);
  });

  it("of an expired session offers nothing to pay", async () => {
    const { page, id, stripe, read } = await openPage();
    await stripe.checkout.sessions.expire(id);
    const markup = await read();
    expect(markup).toContain("This payment page has expired");
    expect(markup).not.toContain("<form");
    const late = await press(page, "pay");
    expect(late.headers.get("location")).toBe(new URL(page).pathname);
    expect(await stripe.checkout.sessions.retrieve(id)).toMatchObject({ status: "expired", payment_intent: null });
  });

  it("is not found for a session that does not exist", async () => {
    const { url } = await startTestSimulator();
    expect((await fetch(`${url}/pay/cs_test_none`)).status).toBe(404);
  });
});
