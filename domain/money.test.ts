import { expect, it } from "vitest";
import { formatMoney } from "./money.ts";

it("writes minor units as people read them, by the currency's own number of decimals", () => {
  expect(formatMoney({ amountMinor: 4500, currency: "eur" })).toBe("€45.00");
  expect(formatMoney({ amountMinor: 4500, currency: "jpy" })).toBe("¥4,500");
  expect(formatMoney({ amountMinor: 0, currency: "eur" })).toBe("€0.00");
});
