import { randomBytes } from "node:crypto";
import { Hono, type Context } from "hono";
import { html } from "hono/html";
import { secureHeaders } from "hono/secure-headers";
import { mailJson } from "./mail-api.ts";
import { mailLayout, type Markup } from "./mail-layout.ts";
import type { MailStore, StoredMail } from "./mail-store.ts";

const LIST_MAX = 200;
const JSON_LIST_MAX = 1_000;
/** A mail is a stranger's page: no scripts, no forms, no requests but pictures; its links open beside the mailbox. */
const SANDBOX = "allow-popups allow-popups-to-escape-sandbox";
const MAIL_POLICY = `sandbox ${SANDBOX}; default-src 'none'; img-src data: http: https:; style-src 'unsafe-inline'`;

/** The mailbox for people, and `/emails.json?to=` for tests. */
export function mailPages(store: MailStore): Hono {
  const app = new Hono();
  app.use(secureHeaders());

  app.get("/emails.json", (c) => c.json({ data: store.list(c.req.query("to"), JSON_LIST_MAX).map(mailJson) }));

  app.get("/", (c) => {
    const to = c.req.query("to") || undefined;
    return page(c, "Mailbox", listPage(store.list(to, LIST_MAX), store.count(), to));
  });
  app.get("/:id", (c) => {
    const mail = store.find(c.req.param("id"));
    return mail === undefined ? c.notFound() : page(c, mail.subject, mailPage(mail));
  });
  app.get("/:id/html", (c) => {
    const mail = store.find(c.req.param("id"));
    if (mail === undefined) return c.notFound();
    c.header("content-security-policy", MAIL_POLICY);
    return c.html(mail.html ?? "");
  });
  return app;
}

function page(c: Context, title: string, body: Markup): Response | Promise<Response> {
  const nonce = randomBytes(16).toString("base64");
  c.header(
    "content-security-policy",
    `default-src 'none'; style-src 'nonce-${nonce}'; frame-src 'self'; base-uri 'none'`,
  );
  c.header("cache-control", "no-store");
  return c.html(mailLayout(title, nonce, body));
}

function listPage(mails: readonly StoredMail[], count: number, to: string | undefined): Markup {
  const nothing = to === undefined ? "No mail yet. Buy a seat, and its tickets arrive here." : `No mail to ${to}.`;
  return html`
    <h1>Mailbox</h1>
    <p class="count">${count === 1 ? "1 mail" : `${count} mails`}</p>
    <form method="get" action="/">
      <input
        type="search"
        name="to"
        value="${to ?? ""}"
        placeholder="Address of the recipient"
        aria-label="Recipient"
      />
      <button>Show</button>
    </form>
    ${
      mails.length === 0
        ? html`<p class="empty">${nothing}</p>`
        : html`<ul class="mails">
            ${mails.map(listItem)}
          </ul>`
    }
  `;
}

function listItem({ id, subject, to, createdAt }: StoredMail): Markup {
  return html`<li>
    <a href="/${id}"><b>${subject || "(no subject)"}</b>${time(createdAt)}<span>to ${to.join(", ")}</span></a>
  </li>`;
}

function mailPage({ id, from, to, subject, html: markup, text, createdAt }: StoredMail): Markup {
  return html`
    <a class="back" href="/">← All mails</a>
    <h1>${subject || "(no subject)"}</h1>
    <dl>
      <dt>From</dt>
      <dd>${from}</dd>
      <dt>To</dt>
      <dd>${to.join(", ")}</dd>
      <dt>Sent</dt>
      <dd>${time(createdAt)}</dd>
    </dl>
    ${markup === null ? "" : html`<iframe sandbox="${SANDBOX}" src="/${id}/html" title="The mail"></iframe>`}
    ${
      text === null
        ? ""
        : html`<details ${markup === null ? "open" : ""}>
            <summary>Plain text</summary>
            <pre>${text}</pre>
          </details>`
    }
  `;
}

function time(date: Date): Markup {
  const iso = date.toISOString();
  return html`<time datetime="${iso}">${iso.slice(0, 10)} ${iso.slice(11, 19)} UTC</time>`;
}
