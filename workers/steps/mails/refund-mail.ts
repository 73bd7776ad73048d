import { formatMoney, type Money } from "../../../domain/money.ts";
import type { Mail } from "../../../domain/ports/mailer.ts";
import { lineRowHtml } from "./line-row-html.ts";
import { mailFrame, type MailFrameInput } from "./mail-frame.ts";
import { mailHtml } from "./mail-html.ts";
import { mailText } from "./mail-text.ts";

export interface RefundMailInput extends Pick<MailFrameInput, "buyerName" | "bookingId" | "event"> {
  readonly refunded: Money;
  /** Else the buyer keeps his tickets. */
  readonly endsBooking: boolean;
  /** What staff said why; the buyer knows his own reason. */
  readonly reason?: string;
}

/** The mail of a refund, as HTML and as its plain-text twin. Not to be sent without recipient and key. */
export function refundMail(input: RefundMailInput): Pick<Mail, "subject" | "html" | "text"> {
  const { refunded, endsBooking: _said, reason, ...about } = input;
  const isMoney = refunded.amountMinor > 0;
  const frame = mailFrame({
    ...about,
    subject: isMoney ? `Your refund for ${about.event.name}` : `Your tickets for ${about.event.name} are given back`,
    intro: introOf(input),
    total: { label: "Refunded", money: refunded },
    footer: isMoney ? "Your bank may need some days to show it." : "No money goes back with it.",
  });
  const lines = reason === undefined ? [] : [`Reason: ${reason}`];
  return { subject: frame.subject, html: mailHtml(frame, lines.map(lineRowHtml)), text: mailText(frame, lines) };
}

function introOf({ refunded, endsBooking }: RefundMailInput): string {
  if (refunded.amountMinor === 0) return "your booking was taken back. Its tickets are not valid any more.";
  const amount = formatMoney(refunded);
  return endsBooking
    ? `your booking was taken back, and ${amount} went back to where you paid from. Its tickets are not valid any more.`
    : `${amount} of what you paid went back to where you paid from. Your tickets stay valid.`;
}
