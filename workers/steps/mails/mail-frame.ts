import { formatMoney, type Money } from "../../../domain/money.ts";

export interface MailFrameInput {
  readonly subject: string;
  readonly buyerName: string;
  readonly intro: string;
  readonly bookingId: string;
  readonly event: {
    readonly name: string;
    readonly venue: string;
    readonly city: string;
    readonly startsAt: Date;
  };
  readonly total: { readonly label: string; readonly money: Money };
  readonly footer: string;
}

/** What every mail about a booking says around its own lines, ready to be shown as HTML and as plain text. */
export interface MailFrame {
  readonly subject: string;
  readonly greeting: string;
  readonly intro: string;
  readonly eventName: string;
  readonly date: string;
  readonly venue: string;
  readonly total: { readonly label: string; readonly amount: string };
  readonly bookingId: string;
  readonly footer: string;
}

export function mailFrame({ buyerName, event, total, subject, ...texts }: MailFrameInput): MailFrame {
  return {
    ...texts,
    // A line break in a name would end the header.
    subject: subject.replace(/\s+/g, " "),
    greeting: `Hello ${buyerName},`,
    eventName: event.name,
    date: formatDate(event.startsAt),
    venue: [event.venue, event.city].filter((part) => part !== "").join(", "),
    total: { label: total.label, amount: formatMoney(total.money) },
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
