import { html } from "hono/html";
import type { TicketMailText } from "./ticket-mail.ts";

const FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const INK = "color:#17202e";
const SOFT = "color:#5a6577";
const LINE = "border-top:1px solid #dfe3e8";

/**
 * One table and inline styles: what mail programs show alike. `html` escapes every value; nothing in it is awaited, so
 * its result is text already.
 */
export function ticketMailHtml(mail: TicketMailText): string {
  const markup = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${mail.subject}</title>
      </head>
      <body style="margin:0;padding:0;background:#f3f5f7">
        <table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="background:#f3f5f7;${FONT}">
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
                  <td colspan="2" style="padding:32px 32px 0;font-size:16px;line-height:24px;${INK}">
                    ${mail.greeting}<br />${mail.intro}
                  </td>
                </tr>
                <tr>
                  <td colspan="2" style="padding:28px 32px 24px">
                    <h1 style="margin:0 0 8px;font-size:24px;line-height:30px;${INK}">${mail.eventName}</h1>
                    <p style="margin:0;font-size:16px;line-height:24px;${INK}">${mail.date}</p>
                    <p style="margin:0;font-size:16px;line-height:24px;${SOFT}">${mail.venue}</p>
                  </td>
                </tr>
                ${mail.tickets.map(ticketRow)}
                <tr>
                  <td style="padding:16px 0 16px 32px;${LINE};font-size:16px;line-height:24px;font-weight:600;${INK}">
                    Total paid
                  </td>
                  <td
                    align="right"
                    style="padding:16px 32px 16px 0;${LINE};font-size:16px;line-height:24px;font-weight:600;${INK}"
                  >
                    ${mail.total}
                  </td>
                </tr>
                <tr>
                  <td colspan="2" style="padding:16px 32px 32px;${LINE};font-size:13px;line-height:20px;${SOFT}">
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

function ticketRow({ place, price, url }: TicketMailText["tickets"][number]): ReturnType<typeof html> {
  return html`<tr>
    <td style="padding:16px 12px 16px 32px;${LINE};font-size:16px;line-height:24px;${INK}">
      <strong style="font-weight:600">${place}</strong
      >${price === "" ? "" : html`<br /><span style="${SOFT}">${price}</span>`}
    </td>
    <td align="right" style="padding:16px 32px 16px 0;${LINE};white-space:nowrap">
      <a
        href="${url}"
        target="_blank"
        style="display:inline-block;padding:10px 16px;border-radius:8px;background:#0f5f56;color:#ffffff;font-size:15px;line-height:20px;font-weight:600;text-decoration:none"
        >Show ticket</a
      >
    </td>
  </tr>`;
}
