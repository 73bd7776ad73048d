import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { ServiceOutage } from "../../../domain/service-outage.ts";
import { startMailbox } from "../../../local/mailbox/start-mailbox.ts";
import { createMailer } from "./mailer.ts";

const MAIL = {
  to: "ada@example.com",
  subject: "Hello",
  html: "<p>Hi</p>",
  text: "Hi",
  idempotencyKey: "booking.paid/1",
};

async function openMailbox() {
  const mailbox = await startMailbox({ port: 0, apiKey: "re_test" });
  onTestFinished(() => mailbox.stop());
  const received = async (): Promise<unknown[]> => {
    const list = (await (await fetch(`${mailbox.url}/emails.json?to=ada@example.com`)).json()) as { data: unknown[] };
    return list.data;
  };
  const mailerWith = (key: string) =>
    createMailer({ MAIL_API_KEY: key, MAIL_FROM: "Sluice <tickets@sluice.example>", MAIL_API_URL: mailbox.url });
  return { ...mailbox, received, mailer: mailerWith("re_test"), mailerWith };
}

describe("the mailer", () => {
  it("sends html and its plain text", async () => {
    const { mailer, received } = await openMailbox();
    await mailer.send(MAIL);
    const { idempotencyKey: _key, ...shown } = { ...MAIL, to: [MAIL.to], from: "Sluice <tickets@sluice.example>" };
    expect(await received()).toMatchObject([shown]);
  });

  it("sends once per key, also when the mail would read otherwise now", async () => {
    const { mailer, received } = await openMailbox();
    await mailer.send(MAIL);
    await mailer.send(MAIL);
    await mailer.send({ ...MAIL, subject: "Hello again" });
    expect(await received()).toMatchObject([{ subject: "Hello" }]);
  });

  it("throws when the mail was not accepted, without key or address in the error", async () => {
    const { mailer, mailerWith } = await openMailbox();
    await expect(mailerWith("re_wrong").send(MAIL)).rejects.toThrow("mail was not accepted: HTTP 403 invalid_api_key");
    await expect(mailer.send({ ...MAIL, to: "nobody" })).rejects.toThrow(/HTTP 422 validation_error$/);
  });

  it("throws an outage when nobody answers, which is nobody's fault", async () => {
    const { mailer, stop } = await openMailbox();
    await expect(mailer.send({ ...MAIL, to: "nobody" })).rejects.not.toBeInstanceOf(ServiceOutage);
    await stop();
    await expect(mailer.send(MAIL)).rejects.toThrow(ServiceOutage);
  });

  it("throws an outage when the key is not taken any more, which is no mail's fault", async () => {
    const { mailerWith } = await openMailbox();
    await expect(mailerWith("re_wrong").send(MAIL)).rejects.toThrow(ServiceOutage);
  });

  it.each([
    [401, "restricted_api_key"],
    [409, "concurrent_idempotent_requests"],
    [429, "rate_limit_exceeded"],
    [500, "application_error"],
    [503, ""],
  ])("throws an outage when the service answers %i %s", async (status, name) => {
    const busy = createServer((_, answer) => answer.writeHead(status).end(name && JSON.stringify({ name })));
    busy.listen(0, "127.0.0.1");
    onTestFinished(() => void busy.close());
    await once(busy, "listening");
    const { port } = busy.address() as AddressInfo;
    const settings = { MAIL_API_KEY: "re_test", MAIL_FROM: "a@example.com", MAIL_API_URL: `http://127.0.0.1:${port}` };
    await expect(createMailer(settings).send(MAIL)).rejects.toThrow(ServiceOutage);
  });
});
