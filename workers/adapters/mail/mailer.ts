import type { Mail, Mailer } from "../../../domain/ports/mailer.ts";

export interface MailSettings {
  readonly MAIL_API_KEY: string;
  /** `Name <address>`; the domain must be verified at the service. */
  readonly MAIL_FROM: string;
  /** On a laptop: where the mailbox is. Unset means Resend itself. */
  readonly MAIL_API_URL?: string | undefined;
}

const RESEND_URL = "https://api.resend.com";
const TIMEOUT_MS = 10_000;

/** Mail over Resend's HTTP API, which sends once per idempotency key within 24 hours. https://resend.com/docs */
export function createMailer({ MAIL_API_KEY, MAIL_FROM, MAIL_API_URL }: MailSettings): Mailer {
  const endpoint = new URL("/emails", MAIL_API_URL || RESEND_URL);
  return {
    async send({ idempotencyKey, ...mail }: Mail): Promise<void> {
      const response = await fetch(endpoint, {
        method: "POST",
        headers: {
          authorization: `Bearer ${MAIL_API_KEY}`,
          "content-type": "application/json",
          "idempotency-key": idempotencyKey,
          // Workers send none by themselves, and Resend refuses requests without it.
          "user-agent": "sluice",
        },
        body: JSON.stringify({
          from: MAIL_FROM,
          to: [mail.to],
          subject: mail.subject,
          html: mail.html,
          text: mail.text,
        }),
        signal: AbortSignal.timeout(TIMEOUT_MS),
      });
      if (response.ok) {
        await response.body?.cancel();
        return;
      }
      const error = await errorName(response);
      // A mail with this key has gone out, with other words: a second one would be one too many.
      if (error === "invalid_idempotent_request") return;
      throw new Error(`mail was not accepted: HTTP ${response.status} ${error}`);
    },
  };
}

/** Resend's name for the error (`validation_error`, …). Its message is left out: it may quote an address. */
async function errorName(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  const name: unknown = typeof body === "object" && body !== null && "name" in body ? body.name : undefined;
  return typeof name === "string" ? name.slice(0, 100) : "";
}
