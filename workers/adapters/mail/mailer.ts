import type { Mail, Mailer } from "../../../domain/ports/mailer.ts";
import { ServiceOutage } from "../../../domain/service-outage.ts";

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
      }).catch((cause: unknown) => {
        throw new ServiceOutage("the mail service does not answer", { cause });
      });
      if (response.ok) {
        await response.body?.cancel();
        return;
      }
      const error = await errorName(response);
      // A mail with this key has gone out, with other words: a second one would be one too many.
      if (error === "invalid_idempotent_request") return;
      const { status } = response;
      const message = `mail was not accepted: HTTP ${status} ${error}`;
      throw isOutage(status, error) ? new ServiceOutage(message) : new Error(message);
    },
  };
}

/**
 * Whether any mail would be refused now, or this one is still under way: then nothing is wrong with it. 401 and 403 are about
 * the key and its domain, which somebody must put right, and which takes as long as it takes.
 */
function isOutage(status: number, error: string): boolean {
  if (error === "concurrent_idempotent_requests") return true;
  return status === 401 || status === 403 || status === 429 || status >= 500;
}

/** Resend's name for the error (`validation_error`, …). Its message is left out: it may quote an address. */
async function errorName(response: Response): Promise<string> {
  const body: unknown = await response.json().catch(() => null);
  const name: unknown = typeof body === "object" && body !== null && "name" in body ? body.name : undefined;
  return typeof name === "string" ? name.slice(0, 100) : "";
}
