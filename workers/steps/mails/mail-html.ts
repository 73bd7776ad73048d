import { html } from "hono/html";
import type { MailFrame } from "./mail-frame.ts";
import { MAIL_STYLES } from "./mail-styles.ts";

/**
 * One table and inline styles: what mail programs show alike. `html` escapes every value; nothing in it is awaited, so
 * its result is text already. `rows` are rows of that table, of two cells, between the event and the total.
 */
export function mailHtml(mail: MailFrame, rows: readonly ReturnType<typeof html>[]): string {
  const markup = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${mail.subject}</title>
      </head>
      <body style="margin:0;padding:0;background:#f3f5f7">
        <table
          role="presentation"
          width="100%"
          cellpadding="0"
          cellspacing="0"
          style="background:#f3f5f7;${MAIL_STYLES.font}"
        >
          <tr>
            <td align="center" style="padding:24px 12px">
              <table
                role="presentation"
                width="100%"
                cellpadding="0"
                cellspacing="0"
                style="max-width:560px;background:#ffffff;border-radius:12px"
              >
                <tr>
                  <td colspan="2" style="padding:32px 32px 0;font-size:16px;line-height:24px;${MAIL_STYLES.ink}">
                    ${mail.greeting}<br />${mail.intro}
                  </td>
                </tr>
                <tr>
                  <td colspan="2" style="padding:28px 32px 24px">
                    <h1 style="margin:0 0 8px;font-size:24px;line-height:30px;${MAIL_STYLES.ink}">${mail.eventName}</h1>
                    <p style="margin:0;font-size:16px;line-height:24px;${MAIL_STYLES.ink}">${mail.date}</p>
                    <p style="margin:0;font-size:16px;line-height:24px;${MAIL_STYLES.soft}">${mail.venue}</p>
                  </td>
                </tr>
                ${rows}
                <tr>
                  <td
                    style="padding:16px 0 16px 32px;${MAIL_STYLES.line};font-size:16px;line-height:24px;font-weight:600;${MAIL_STYLES.ink}"
                  >
                    ${mail.total.label}
                  </td>
                  <td
                    align="right"
                    style="padding:16px 32px 16px 0;${MAIL_STYLES.line};font-size:16px;line-height:24px;font-weight:600;${MAIL_STYLES.ink}"
                  >
                    ${mail.total.amount}
                  </td>
                </tr>
                <tr>
                  <td
                    colspan="2"
                    style="padding:16px 32px 32px;${MAIL_STYLES.line};font-size:13px;line-height:20px;${MAIL_STYLES.soft}"
                  >
                    ${mail.footer}<br />Booking <span style="word-break:break-all">${mail.bookingId}</span>
                  </td>
                </tr>
              </table>
            </td>
          </tr>
        </table>
      </body>
    </html>`;
  return (markup as Awaited<typeof markup>).toString();
}
