import { describe, expect, it } from "vitest";
import { refundMail, type RefundMailInput } from "./refund-mail.ts";

const INPUT: RefundMailInput = {
  buyerName: "Ada <script>",
  bookingId: "bkg_1",
  event: { name: "A play", venue: "Hall", city: "Graz", startsAt: new Date("2026-12-03T19:30:00Z") },
  refunded: { amountMinor: 4_500, currency: "eur" },
  endsBooking: true,
};

describe("the refund mail", () => {
  it("says in html and in plain text how much went back, and that the tickets are void", () => {
    const { subject, html, text } = refundMail(INPUT);
    expect(subject).toBe("Your refund for A play");
    for (const part of ["€45.00 went back", "not valid any more", "Refunded", "19:30 UTC", "Hall, Graz", "bkg_1"]) {
      expect(html).toContain(part);
      expect(text).toContain(part);
    }
    expect(text).not.toContain("Reason");
  });

  it("says that the tickets stay valid where only money goes back", () => {
    const { text } = refundMail({ ...INPUT, endsBooking: false });
    expect(text).toContain("Your tickets stay valid.");
    expect(text).not.toContain("not valid");
  });

  it("speaks of no money where there was none", () => {
    const { subject, text } = refundMail({ ...INPUT, refunded: { amountMinor: 0, currency: "eur" } });
    expect(subject).toBe("Your tickets for A play are given back");
    expect(text).toContain("not valid any more");
    expect(text).not.toContain("bank");
  });

  it("tells the reason that staff gave, and escapes whatever people have written", () => {
    const { html, text } = refundMail({ ...INPUT, reason: "Storm & <flood>" });
    expect(text).toContain("Reason: Storm & <flood>");
    expect(html).toContain("Reason: Storm &amp; &lt;flood&gt;");
    expect(html).not.toContain("<script");
  });
});
