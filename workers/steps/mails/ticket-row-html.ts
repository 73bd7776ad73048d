import { html } from "hono/html";
import { formatMoney } from "../../../domain/money.ts";
import { MAIL_STYLES } from "./mail-styles.ts";
import type { TicketLine } from "./ticket-mail.ts";

/** A ticket in the mail's table. */
export function ticketRowHtml({ place, price, url }: TicketLine): ReturnType<typeof html> {
  return html`<tr>
    <td style="padding:16px 12px 16px 32px;${MAIL_STYLES.line};font-size:16px;line-height:24px;${MAIL_STYLES.ink}">
      <strong style="font-weight:600">${place}</strong
      >${price === undefined ? "" : html`<br /><span style="${MAIL_STYLES.soft}">${formatMoney(price)}</span>`}
    </td>
    <td align="right" style="padding:16px 32px 16px 0;${MAIL_STYLES.line};white-space:nowrap">
      <a
        href="${url}"
        target="_blank"
        style="display:inline-block;padding:10px 16px;border-radius:8px;background:#0f5f56;color:#ffffff;font-size:15px;line-height:20px;font-weight:600;text-decoration:none"
        >Show ticket</a
      >
    </td>
  </tr>`;
}
