import { describe, expect, it } from "vitest";
import { globPattern } from "./glob-pattern.ts";

describe("globPattern", () => {
  it.each([
    ["limit:*", "limit:", true],
    ["limit:*", "xlimit:a", false],
    ["h?llo", "hello", true],
    ["h?llo", "hllo", false],
    ["h[ae]llo", "hallo", true],
    ["h[^e]llo", "hello", false],
    ["h[a-c]llo", "hbllo", true],
    [String.raw`literal\*`, "literal*", true],
    [String.raw`literal\*`, "literals", false],
    ["a.b+(c)|d$", "a.b+(c)|d$", true],
    ["a.b", "axb", false],
    ["*\n*", "one\ntwo", true],
    ["[unclosed", "[unclosed", true],
    [String.raw`[\]x]`, "]", true],
  ])("%j against %j is %s", (pattern, text, matches) => {
    expect(globPattern(pattern).test(text)).toBe(matches);
  });
});
