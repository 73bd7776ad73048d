import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { startMailbox } from "./start-mailbox.ts";

const MAIL = {
  from: "Shop <shop@example.com>",
  to: ["Ada <ada@example.com>"],
  subject: "Hi",
  html: "<b>Hi</b>",
  text: "Hi",
};

async function openMailbox(dataFile?: string) {
  const mailbox = await startMailbox({ port: 0, apiKey: "re_test", dataFile });
  onTestFinished(() => mailbox.stop());
  const send = (mail: object, headers: Record<string, string> = {}) =>
    fetch(`${mailbox.url}/emails`, {
      method: "POST",
      headers: { authorization: "Bearer re_test", "content-type": "application/json", ...headers },
      body: JSON.stringify(mail),
    });
  const read = async (path: string): Promise<string> => (await fetch(mailbox.url + path)).text();
  return { ...mailbox, send, read };
}

async function idOf(response: Response): Promise<string> {
  return ((await response.json()) as { id: string }).id;
}

describe("the mailbox's API", () => {
  it("sends once per idempotency key, and answers the same id", async () => {
    const { send, read } = await openMailbox();
    const [first, second] = [
      await send(MAIL, { "idempotency-key": "k" }),
      await send(MAIL, { "idempotency-key": "k" }),
    ];
    expect([first.status, second.status]).toEqual([200, 200]);
    expect(await idOf(second)).toBe(await idOf(first));
    const { data } = JSON.parse(await read("/emails.json")) as { data: unknown[] };
    expect(data).toHaveLength(1);
  });

  it("sends every mail that has no key", async () => {
    const { send, read } = await openMailbox();
    expect(await idOf(await send(MAIL))).not.toBe(await idOf(await send(MAIL)));
    expect(await read("/")).toContain("2 mails");
  });

  it("finds the mails to one address, however it is written", async () => {
    const { send, read } = await openMailbox();
    const id = await idOf(await send(MAIL));
    await send({ ...MAIL, to: "eve@example.com" });
    const { data } = JSON.parse(await read("/emails.json?to=ADA@example.com")) as { data: unknown[] };
    expect(data).toMatchObject([{ id, ...MAIL }]);
  });

  it.each<[string, object, Record<string, string>, number, string]>([
    ["a wrong key", MAIL, { authorization: "Bearer re_other" }, 403, "invalid_api_key"],
    ["no subject", { ...MAIL, subject: undefined }, {}, 422, "missing_required_field"],
    ["neither html nor text", { ...MAIL, html: undefined, text: undefined }, {}, 422, "validation_error"],
    ["a recipient who is none", { ...MAIL, to: "ada" }, {}, 422, "validation_error"],
    ["a subject of two lines", { ...MAIL, subject: "a\r\nb" }, {}, 422, "validation_error"],
    ["a key that is too long", MAIL, { "idempotency-key": "k".repeat(257) }, 400, "invalid_idempotency_key"],
  ])("refuses %s", async (_name, mail, headers, statusCode, name) => {
    const { send } = await openMailbox();
    const response = await send(mail, headers);
    expect(response.status).toBe(statusCode);
    expect(await response.json()).toMatchObject({ statusCode, name });
  });

  it("refuses a key that has sent another mail, and a caller without an API key", async () => {
    const { send, url } = await openMailbox();
    await send(MAIL, { "idempotency-key": "k" });
    const reused = await send({ ...MAIL, subject: "Other" }, { "idempotency-key": "k" });
    expect(await reused.json()).toMatchObject({ statusCode: 409, name: "invalid_idempotent_request" });
    const stranger = await fetch(`${url}/emails`, { method: "POST", body: "{}" });
    expect(await stranger.json()).toMatchObject({ statusCode: 401, name: "missing_api_key" });
  });

  it("keeps mails and keys over a restart", async () => {
    const directory = await mkdtemp(join(tmpdir(), "sluice-mail-"));
    onTestFinished(() => rm(directory, { recursive: true }));
    const file = join(directory, "mailbox.db");
    const first = await openMailbox(file);
    const id = await idOf(await first.send(MAIL, { "idempotency-key": "k" }));
    await first.stop();
    const second = await openMailbox(file);
    expect(await idOf(await second.send(MAIL, { "idempotency-key": "k" }))).toBe(id);
  });
});

describe("the mailbox's pages", () => {
  it("show a mail in a sandbox, and escape everything around it", async () => {
    const { send, read, url } = await openMailbox();
    const id = await idOf(await send({ ...MAIL, subject: "<img src=x>", text: "<plain>" }));
    const page = await read(`/${id}`);
    expect(page).toContain("&lt;img src=x&gt;");
    expect(page).toContain("&lt;plain&gt;");
    expect(page).not.toContain("<img");
    expect(page).toMatch(/<iframe sandbox="(?!.*allow-scripts)(?!.*allow-same-origin)/);
    const framed = await fetch(`${url}/${id}/html`);
    expect(framed.headers.get("content-security-policy")).toMatch(/^sandbox .*default-src 'none'/);
    expect(await framed.text()).toBe("<b>Hi</b>");
  });

  it("say so when there is no mail", async () => {
    const { read, url } = await openMailbox();
    expect(await read("/")).toContain("No mail yet");
    expect(await read("/?to=<eve>")).toContain("No mail to &lt;eve&gt;.");
    expect((await fetch(`${url}/none`)).status).toBe(404);
  });
});
