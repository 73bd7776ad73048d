import { formatMoney, type Money } from "../../../domain/money.ts";
import type { Mail } from "../../../domain/ports/mailer.ts";
import { mailFrame, type MailFrameInput } from "./mail-frame.ts";
import { mailHtml } from "./mail-html.ts";
import { mailText } from "./mail-text.ts";
import { ticketRowHtml } from "./ticket-row-html.ts";

export interface TicketMailInput extends Pick<MailFrameInput, "buyerName" | "bookingId" | "event"> {
  readonly total: Money;
  readonly tickets: readonly TicketLine[];
}

export interface TicketLine {
  /** "Stalls, row 5, seat 12", or the name of a standing area. */
  readonly place: string;
  readonly price?: Money | undefined;
  /** Where the ticket's QR code is shown. */
  readonly url: string;
}

/** The mail of a paid booking, as HTML and as its plain-text twin. Not to be sent without recipient and key. */
export function ticketMail({ tickets, total, ...about }: TicketMailInput): Pick<Mail, "subject" | "html" | "text"> {
  const one = tickets.length === 1;
  const frame = mailFrame({
    ...about,
    subject: `Your ${one ? "ticket" : "tickets"} for ${about.event.name}`,
    intro: one
      ? "your payment went through and the ticket is yours. Show its code at the entrance."
      : "your payment went through and the tickets are yours. Each has its own code; show it at the entrance.",
    total: { label: "Total paid", money: total },
    footer: "Whoever has the code has the ticket: keep this mail to yourself.",
  });
  const html = mailHtml(frame, tickets.map(ticketRowHtml));
  return { subject: frame.subject, html, text: mailText(frame, tickets.map(ticketText)) };
}

function ticketText({ place, price, url }: TicketLine): string {
  return `* ${place}${price === undefined ? "" : ` (${formatMoney(price)})`}\n  ${url}`;
}
