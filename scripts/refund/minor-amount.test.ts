import { expect, it } from "vitest";
import { minorAmount } from "./minor-amount.ts";

it("takes whole currency with a point, and minor units without", () => {
  expect(minorAmount("12.50", "eur")).toBe(1_250);
  expect(minorAmount("1250", "eur")).toBe(1_250);
  expect(minorAmount("0.05", "eur")).toBe(5);
  expect(minorAmount("1250", "jpy")).toBe(1_250);
  expect(minorAmount("1.250", "kwd")).toBe(1_250);
});

it.each(["", "0", "0.00", "-1", "12.5", "12.500", "12,50", "1e3", "€12", "12."])("refuses %j", (text) => {
  expect(() => minorAmount(text, "eur")).toThrow(`--amount ${text}: in eur, such as 12.50 or, in minor units, 1250`);
});

it("refuses a point where the currency has no smaller unit", () => {
  expect(() => minorAmount("12.50", "jpy")).toThrow("in jpy, such as 1250");
});
