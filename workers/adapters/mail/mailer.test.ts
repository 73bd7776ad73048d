import { describe, expect, it, onTestFinished } from "vitest";
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
    const { mailer, mailerWith, stop } = await openMailbox();
    await expect(mailerWith("re_wrong").send(MAIL)).rejects.toThrow("mail was not accepted: HTTP 403 invalid_api_key");
    await expect(mailer.send({ ...MAIL, to: "nobody" })).rejects.toThrow(/HTTP 422 validation_error$/);
    await stop();
    await expect(mailer.send(MAIL)).rejects.toThrow("fetch failed");
  });
});
