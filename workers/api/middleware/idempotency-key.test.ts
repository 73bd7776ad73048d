import { describe, expect, it } from "vitest";
import { repeatKey } from "./idempotency-key.ts";

describe("what makes a repeat", () => {
  const first = repeatKey("usr_1", "PATCH /api/seats/select", "k1", '{"a":1,"b":[1,2]}');

  it("does not look at white space or the order of members", () => {
    expect(repeatKey("usr_1", "PATCH /api/seats/select", "k1", '{ "b": [1, 2], "a": 1 }')).toEqual(first);
  });

  it("has another fingerprint for another body, but the same scope", () => {
    const other = repeatKey("usr_1", "PATCH /api/seats/select", "k1", '{"a":1,"b":[2,1]}');
    expect(other.scope).toBe(first.scope);
    expect(other.fingerprint).not.toBe(first.fingerprint);
  });

  it("has another scope for another principal, route or key, however they are joined", () => {
    const scopes = [
      first,
      repeatKey("usr_2", "PATCH /api/seats/select", "k1", ""),
      repeatKey("usr_1", "POST /api/bookings", "k1", ""),
      repeatKey("usr_1", "PATCH /api/seats/select", "k2", ""),
      repeatKey("usr_1PATCH", " /api/seats/select", "k1", ""),
    ].map(({ scope }) => scope);
    expect(new Set(scopes).size).toBe(scopes.length);
    expect(first.scope).toHaveLength(22);
  });
});
