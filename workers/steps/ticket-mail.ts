import { formatMoney, type Money } from "../../domain/money.ts";
import type { Mail } from "../../domain/ports/mailer.ts";
import { ticketMailHtml } from "./ticket-mail-html.ts";

export interface TicketMailInput {
  readonly buyerName: string;
  readonly bookingId: string;
  readonly event: {
    readonly name: string;
    readonly venue: string;
    readonly city: string;
    readonly startsAt: Date;
  };
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

/** What both versions of the mail say, ready to be shown. */
export interface TicketMailText {
  readonly subject: string;
  readonly greeting: string;
  readonly intro: string;
  readonly eventName: string;
  readonly date: string;
  readonly venue: string;
  readonly tickets: readonly { readonly place: string; readonly price: string; readonly url: string }[];
  readonly total: string;
  readonly bookingId: string;
  readonly footer: string;
}

/** The mail of a paid booking, as HTML and as its plain-text twin. Not to be sent without recipient and key. */
export function ticketMail(input: TicketMailInput): Pick<Mail, "subject" | "html" | "text"> {
  const text = compose(input);
  return { subject: text.subject, html: ticketMailHtml(text), text: plainText(text) };
}

function compose({ buyerName, bookingId, event, total, tickets }: TicketMailInput): TicketMailText {
  const one = tickets.length === 1;
  return {
    // A line break in a name would end the header.
    subject: `Your ${one ? "ticket" : "tickets"} for ${event.name}`.replace(/\s+/g, " "),
    greeting: `Hello ${buyerName},`,
    intro: one
      ? "your payment went through and the ticket is yours. Show its code at the entrance."
      : "your payment went through and the tickets are yours. Each has its own code; show it at the entrance.",
    eventName: event.name,
    date: formatDate(event.startsAt),
    venue: [event.venue, event.city].filter((part) => part !== "").join(", "),
    tickets: tickets.map(({ place, price, url }) => ({ place, price: price ? formatMoney(price) : "", url })),
    total: formatMoney(total),
    bookingId,
    footer: "Whoever has the code has the ticket: keep this mail to yourself.",
  };
}

function formatDate(date: Date): string {
  return new Intl.DateTimeFormat("en-GB", {
    weekday: "long",
    day: "numeric",
    month: "long",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    timeZone: "UTC",
    timeZoneName: "short",
  }).format(date);
}

function plainText(mail: TicketMailText): string {
  const tickets = mail.tickets.map(
    ({ place, price, url }) => `* ${place}${price === "" ? "" : ` (${price})`}\n  ${url}`,
  );
  const event = [mail.eventName, mail.date, mail.venue].join("\n");
  const totals = [`Total paid: ${mail.total}`, `Booking: ${mail.bookingId}`].join("\n");
  return [mail.greeting, mail.intro, event, ...tickets, totals, mail.footer].join("\n\n") + "\n";
}
