import { describe, expect, it } from "vitest";
import { ticketMail, type TicketMailInput } from "./ticket-mail.ts";

const INPUT: TicketMailInput = {
  buyerName: "Ada <script>",
  bookingId: "bkg_1",
  event: {
    name: 'Symphony "No. 9" & Friends',
    venue: "Concert Hall",
    city: "Rotterdam",
    startsAt: new Date("2026-12-03T19:30:00Z"),
  },
  total: { amountMinor: 9_000, currency: "eur" },
  tickets: [
    {
      place: "Stalls, row 5, seat 12",
      price: { amountMinor: 4_500, currency: "eur" },
      url: "https://t.example/a?x=1&y=2",
    },
    { place: "Standing", url: "https://t.example/b" },
  ],
};

describe("the ticket mail", () => {
  it("says the same in html and in plain text", () => {
    const { subject, html, text } = ticketMail(INPUT);
    expect(subject).toBe('Your tickets for Symphony "No. 9" & Friends');
    for (const part of [
      "Thursday, 3 December 2026",
      "19:30 UTC",
      "Concert Hall, Rotterdam",
      "€90.00",
      "€45.00",
      "bkg_1",
      "seat 12",
    ]) {
      expect(html).toContain(part);
      expect(text).toContain(part);
    }
    expect(text).toContain("* Stalls, row 5, seat 12 (€45.00)\n  https://t.example/a?x=1&y=2");
  });

  it("escapes whatever people have written", () => {
    const { html, text } = ticketMail(INPUT);
    expect(html).toContain("Hello Ada &lt;script&gt;,");
    expect(html).toContain("Symphony &quot;No. 9&quot; &amp; Friends");
    expect(html).toContain('href="https://t.example/a?x=1&amp;y=2"');
    expect(html).not.toContain("<script");
    expect(text).toContain("Hello Ada <script>,");
  });

  it("keeps the subject in one line", () => {
    const event = { ...INPUT.event, name: "Night\r\nBcc: eve@example.com" };
    expect(ticketMail({ ...INPUT, event }).subject).toBe("Your tickets for Night Bcc: eve@example.com");
  });

  it("says ticket when there is one", () => {
    const { subject, text } = ticketMail({ ...INPUT, tickets: INPUT.tickets.slice(0, 1) });
    expect(subject).toMatch(/^Your ticket for /);
    expect(text).toContain("the ticket is yours");
  });
});
