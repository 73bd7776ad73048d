import { NeonDbError } from "@neondatabase/serverless";
import { expect, it } from "vitest";
import { isDatabaseOutage } from "./database-outage.ts";

function refused(code?: string): NeonDbError {
  return Object.assign(new NeonDbError("no"), { code });
}

it("tells a database that cannot be asked from one that says no, also inside another error", () => {
  for (const error of [refused(), refused("08006"), refused("57P01"), refused("53300")]) {
    expect(isDatabaseOutage(error)).toBe(true);
    expect(isDatabaseOutage(new Error("query failed", { cause: error }))).toBe(true);
  }
  for (const error of [refused("23505"), refused("42601"), new TypeError("bug"), "text", undefined]) {
    expect(isDatabaseOutage(error)).toBe(false);
  }
});
