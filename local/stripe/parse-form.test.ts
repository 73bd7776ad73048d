import { describe, expect, it } from "vitest";
import { parseForm } from "./parse-form.ts";

describe("a form body", () => {
  it("nests by brackets, with lists by number or without", () => {
    const form = parseForm("a=1&b[c][d]=2&list[0][x]=3&list[1][x]=4&expand[]=p&expand[]=q");
    expect(form).toEqual({ a: "1", b: { c: { d: "2" } }, list: [{ x: "3" }, { x: "4" }], expand: ["p", "q"] });
  });

  it("decodes names and values", () => {
    expect(parseForm("line%5B0%5D=caf%C3%A9+%26+tea")).toEqual({ line: ["café & tea"] });
  });

  it("keeps hostile names as plain fields", () => {
    const form = parseForm("__proto__[admin]=1&constructor=2");
    expect(Object.keys(form)).toEqual(["__proto__", "constructor"]);
    expect(Reflect.get({}, "admin")).toBeUndefined();
  });
});
