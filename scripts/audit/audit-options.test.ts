import { describe, expect, it } from "vitest";
import { CommandFailure } from "../command-failure.ts";
import { auditOptions } from "./audit-options.ts";
import { auditSources } from "./audit-sources.ts";

const EVENT = "evt_0123456789abcdef";

function failureOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if (error instanceof CommandFailure) return error.lines[0] ?? "";
    throw error;
  }
  return "";
}

describe("npm run audit", () => {
  it("audits all events with five minutes of patience unless it is told otherwise", () => {
    expect(auditOptions([])).toEqual({ events: null, patienceMs: 300_000, jsonFile: undefined });
    const args = ["--event", EVENT, "--event", EVENT, "--patience", "0.5", "--json", "audit.json"];
    expect(auditOptions(args)).toEqual({ events: [EVENT], patienceMs: 30_000, jsonFile: "audit.json" });
    expect(auditOptions(["--help"])).toBeUndefined();
  });

  it.each([
    [["--event", "5"], "--event 5: is no event's id"],
    [["--patience", "soon"], "--patience soon: must be minutes from 0 to 1440"],
    [["--patience="], "--patience : must be minutes from 0 to 1440"],
    [["--patience=-1"], "--patience -1: must be minutes from 0 to 1440"],
    [["--json", ""], "--json: names no file"],
  ])("names the flag that is wrong: %j", (args, line) => {
    expect(failureOf(() => auditOptions(args))).toBe(line);
  });

  it("names every variable that is missing", () => {
    expect(failureOf(() => auditSources({ PUBLIC_URL: "http://127.0.0.1", OPERATOR_KEY: "" }))).toBe(
      "Not set: OPERATOR_KEY, DATABASE_URL. Is the stack running (npm start)?",
    );
  });
});
