import { describe, expect, it } from "vitest";
import { parseEnvironment } from "./environment.ts";

const REQUIRED = {
  ENVIRONMENT: "production",
  PUBLIC_URL: "https://tickets.opera.test",
  MAIL_FROM: "Opera <box-office@opera.test>",
  DATABASE_URL: "postgres://u:p@ep-1.neon.tech/db",
  UPSTASH_REDIS_REST_URL: "https://r.upstash.io",
  UPSTASH_REDIS_REST_TOKEN: "token",
  QSTASH_URL: "https://qstash.upstash.io",
  QSTASH_TOKEN: "token",
  QSTASH_CURRENT_SIGNING_KEY: "sig_1",
  QSTASH_NEXT_SIGNING_KEY: "sig_2",
  STRIPE_SECRET_KEY: "sk_live_123",
  STRIPE_WEBHOOK_SECRET: "whsec_123",
  MAIL_API_KEY: "re_123",
  TICKET_SIGNING_KEY: "{}",
  QUEUE_SIGNING_KEYS: `k1:${"a".repeat(43)}`,
  OPERATOR_KEY: "o".repeat(32),
};
const SECRET = `gw_${"hush".repeat(8)}`;
const GATEWAY = { GATEWAY_URL: "https://pay.test", GATEWAY_SECRET: SECRET, GATEWAY_TEAM: "opera" };

describe("the settings", () => {
  it("have a gateway, or none: unset, and as raw workerd has it, empty", () => {
    expect(parseEnvironment({ ...REQUIRED, ...GATEWAY })).toMatchObject(GATEWAY);
    const empty = { GATEWAY_URL: "", GATEWAY_SECRET: "", GATEWAY_TEAM: "" };
    expect(parseEnvironment({ ...REQUIRED, ...empty }).GATEWAY_URL).toBeUndefined();
  });

  it("are refused with half a gateway, and what is missing is named, never what is there", () => {
    const half = { ...REQUIRED, ...GATEWAY, GATEWAY_URL: "", GATEWAY_TEAM: "" };
    expect(() => parseEnvironment(half)).toThrow(/settings: GATEWAY_URL, GATEWAY_TEAM \(/);
    expect(() => parseEnvironment(half)).not.toThrow(SECRET);
  });

  it("refuse a gateway that has no address, or a secret that can be guessed, and never repeat it", () => {
    const without = (members: object) => () => parseEnvironment({ ...REQUIRED, ...GATEWAY, ...members });
    expect(without({ GATEWAY_URL: "pay.test" })).toThrow(/settings: GATEWAY_URL \(/);
    const short = SECRET.slice(0, 31);
    expect(without({ GATEWAY_SECRET: short })).toThrow(/settings: GATEWAY_SECRET \(/);
    expect(without({ GATEWAY_SECRET: short })).not.toThrow(short);
  });

  it("refuse a gateway without TLS in production", () => {
    const local = { ...REQUIRED, ...GATEWAY, GATEWAY_URL: "http://127.0.0.1:8796" };
    expect(() => parseEnvironment(local)).toThrow("unset GATEWAY_URL");
    expect(parseEnvironment({ ...local, ENVIRONMENT: "development" }).GATEWAY_URL).toBe("http://127.0.0.1:8796");
  });

  it("have a breaker of 5 failures and 60 seconds unless they say otherwise, in whole numbers", () => {
    const breakerOf = (threshold?: string, seconds?: string) => {
      const given = { CIRCUIT_BREAKER_FAILURE_THRESHOLD: threshold, CIRCUIT_BREAKER_TIMEOUT_SECONDS: seconds };
      const settings = parseEnvironment({ ...REQUIRED, ...given });
      return [settings.CIRCUIT_BREAKER_FAILURE_THRESHOLD, settings.CIRCUIT_BREAKER_TIMEOUT_SECONDS];
    };
    expect(breakerOf()).toEqual([5, 60]);
    expect(breakerOf("", "")).toEqual([5, 60]);
    expect(breakerOf("3", "10")).toEqual([3, 10]);
    for (const wrong of ["0", "-1", "2.5", "many"]) {
      expect(() => breakerOf(wrong)).toThrow(/CIRCUIT_BREAKER_FAILURE_THRESHOLD/);
    }
  });
});
