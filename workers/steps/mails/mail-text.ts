import type { MailFrame } from "./mail-frame.ts";

/** A mail's plain-text twin; `lines` stand between the event and the total. */
export function mailText(mail: MailFrame, lines: readonly string[]): string {
  const event = [mail.eventName, mail.date, mail.venue].join("\n");
  const total = [`${mail.total.label}: ${mail.total.amount}`, `Booking: ${mail.bookingId}`].join("\n");
  return [mail.greeting, mail.intro, event, ...lines, total, mail.footer].join("\n\n") + "\n";
}
