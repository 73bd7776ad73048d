import { html } from "hono/html";
import { MAIL_STYLES } from "./mail-styles.ts";

/** A sentence of its own in the mail's table. */
export function lineRowHtml(line: string): ReturnType<typeof html> {
  const style = `padding:16px 32px;${MAIL_STYLES.line};font-size:16px;line-height:24px;${MAIL_STYLES.ink}`;
  return html`<tr>
    <td colspan="2" style="${style}">${line}</td>
  </tr>`;
}
