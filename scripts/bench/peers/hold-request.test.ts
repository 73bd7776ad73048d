import { describe, expect, it } from "vitest";
import { signBearer, verifyBearer } from "./bearer.ts";
import { parseHoldRequest } from "./hold-request.ts";

describe("a hold asked of a peer", () => {
  it("names seats, in whatever order", () => {
    const hold = { user: "u", key: "k", event: 3, seats: [2, 7] };
    expect(parseHoldRequest("u", "k", '{"event_id":3,"seats":[7,2]}')).toEqual(hold);
  });

  it.each(["", "[]", "null", "{", '{"event_id":3,"seats":[]}', '{"event_id":3,"seats":[50000]}'])(
    "is not %j",
    (body) => {
      expect(parseHoldRequest("u", "k", body)).toBeUndefined();
    },
  );

  it("names no seat twice and needs a key", () => {
    expect(parseHoldRequest("u", "k", '{"event_id":3,"seats":[1,1]}')).toBeUndefined();
    expect(parseHoldRequest("u", undefined, '{"event_id":3,"seats":[1]}')).toBeUndefined();
  });
});

describe("who asks a peer", () => {
  const token = signBearer("secret", "user-1", 2_000);

  it("is the user whose token was signed here", () => {
    expect(verifyBearer("secret", `Bearer ${token}`, 1_999_000)).toBe("user-1");
  });

  it("is nobody with another's secret, another user's name, an old token, or none", () => {
    expect(verifyBearer("other", `Bearer ${token}`, 1_999_000)).toBeUndefined();
    expect(verifyBearer("secret", `Bearer ${token.replace("user-1", "user-2")}`, 1_999_000)).toBeUndefined();
    expect(verifyBearer("secret", `Bearer ${token}`, 2_000_000)).toBeUndefined();
    expect(verifyBearer("secret", undefined, 0)).toBeUndefined();
  });
});
