import { describe, expect, it } from "vitest";
import { CommandFailure } from "../../command-failure.ts";
import type { DevelopmentKeys } from "../development-keys.ts";
import { portsFrom } from "../ports.ts";
import { WORKER_VARIABLES } from "../worker-variables.ts";
import { planStack } from "./plan-stack.ts";

const keys: DevelopmentKeys = {
  postgresPassword: "pg-password",
  redisToken: "redis-token",
  qstashToken: "qstash-token",
  qstashCurrentSigningKey: "sig_current",
  qstashNextSigningKey: "sig_next",
  stripeSecretKey: "sk_test_made",
  stripeWebhookSecret: "whsec_made",
  gatewaySecret: "gw_made",
  mailApiKey: "re_made",
  ticketSigningKey: "{}",
  queueSigningKeys: "k1:made",
  operatorKey: "op_made",
  beaconKey: "beacon-key",
};

function plan(settings: Record<string, string> = {}) {
  return planStack({ settings, keys, ports: portsFrom("9000"), dataDirectory: "/data", timeScale: 1 });
}

function names(settings: Record<string, string> = {}): string[] {
  const { database, others } = plan(settings);
  return [...database, ...others].map(({ name }) => name);
}

const QSTASH = {
  QSTASH_URL: "https://qstash.upstash.io",
  QSTASH_TOKEN: "t",
  QSTASH_CURRENT_SIGNING_KEY: "a",
  QSTASH_NEXT_SIGNING_KEY: "b",
  PUBLIC_URL: "https://tunnel.example",
};

describe("planStack", () => {
  it("stands in for every service when nothing is set, each on the port that follows from its name", () => {
    expect(names()).toEqual(["postgres", "neon-proxy", "redis", "qstash", "stripe", "gateway", "mailbox", "beacon"]);
    expect(plan().variables).toMatchObject({
      ENVIRONMENT: "development",
      PUBLIC_URL: "http://127.0.0.1:9000",
      DATABASE_URL: "postgres://sluice:pg-password@127.0.0.1:9001/sluice",
      NEON_LOCAL_PROXY: "127.0.0.1:9002",
      UPSTASH_REDIS_REST_URL: "http://127.0.0.1:9003",
      QSTASH_URL: "http://127.0.0.1:9004",
      STRIPE_API_URL: "http://127.0.0.1:9005",
      GATEWAY_URL: "http://127.0.0.1:9009",
      MAIL_API_URL: "http://127.0.0.1:9006",
      BEACON_URL: "http://127.0.0.1:9008",
    });
  });

  it("gives the Worker every variable, and no others", () => {
    expect(Object.keys(plan().variables).toSorted()).toEqual(WORKER_VARIABLES.toSorted());
  });

  it("uses Neon as it is, and any other PostgreSQL behind the proxy", () => {
    const neon = "postgres://u:p@ep-quiet-1.eu-central-1.aws.neon.tech/shop";
    expect(names({ DATABASE_URL: neon })).not.toContain("neon-proxy");
    expect(plan({ DATABASE_URL: neon }).variables).toMatchObject({ DATABASE_URL: neon, NEON_LOCAL_PROXY: "" });
    const own = "postgres://u:p@db.example/shop";
    expect(names({ DATABASE_URL: own })).toEqual([
      "neon-proxy",
      "redis",
      "qstash",
      "stripe",
      "gateway",
      "mailbox",
      "beacon",
    ]);
    expect(plan({ DATABASE_URL: own }).variables.NEON_LOCAL_PROXY).toBe("127.0.0.1:9002");
    // A host that only looks like Neon's.
    expect(names({ DATABASE_URL: "postgres://u:p@neon.tech.example/shop" })).toContain("neon-proxy");
  });

  it("seeds demo users only into a database on this machine", () => {
    expect(plan().databaseIsLocal).toBe(true);
    expect(plan({ DATABASE_URL: "postgres://u:p@localhost:5432/shop" }).databaseIsLocal).toBe(true);
    expect(plan({ DATABASE_URL: "postgres://u:p@db.example/shop" }).databaseIsLocal).toBe(false);
  });

  it("replaces each stand-in by the real service that is set", () => {
    expect(names({ UPSTASH_REDIS_REST_URL: "https://x.upstash.io", UPSTASH_REDIS_REST_TOKEN: "t" })).not.toContain(
      "redis",
    );
    expect(names(QSTASH)).not.toContain("qstash");
    expect(names({ STRIPE_SECRET_KEY: "sk_test_1", STRIPE_WEBHOOK_SECRET: "whsec_1" })).not.toContain("stripe");
    const gateway = { GATEWAY_URL: "https://pay.example", GATEWAY_SECRET: "s", GATEWAY_TEAM: "opera" };
    expect(names(gateway)).not.toContain("gateway");
    expect(plan(gateway).variables).toMatchObject(gateway);
    expect(names({ MAIL_API_KEY: "re_1" })).not.toContain("mailbox");
    expect(names({ BEACON_URL: "https://api.drand.sh" })).not.toContain("beacon");
    expect(plan({ BEACON_URL: "https://api.drand.sh" }).variables.BEACON_CHAIN).toBe("");
    const { variables } = plan({
      ...QSTASH,
      STRIPE_SECRET_KEY: "sk_test_1",
      STRIPE_WEBHOOK_SECRET: "w",
      MAIL_API_KEY: "m",
    });
    expect(variables).toMatchObject({ PUBLIC_URL: "https://tunnel.example", STRIPE_API_URL: "", MAIL_API_URL: "" });
  });

  it("puts a Redis of one's own behind the REST front", () => {
    const redis = plan({ REDIS_URL: "redis://127.0.0.1:6379" }).others.find(({ name }) => name === "redis");
    expect(redis?.env["REDIS_URL"]).toBe("redis://127.0.0.1:6379");
  });

  it.each([
    [{ STRIPE_SECRET_KEY: "sk_test_1" }, /STRIPE_WEBHOOK_SECRET must be set too/],
    [{ GATEWAY_URL: "https://pay.example", GATEWAY_TEAM: "opera" }, /GATEWAY_SECRET must be set too/],
    [{ STRIPE_SECRET_KEY: "sk_live_1", STRIPE_WEBHOOK_SECRET: "w" }, /live key/],
    [
      { QSTASH_URL: "https://qstash.upstash.io", QSTASH_TOKEN: "t" },
      /QSTASH_CURRENT_SIGNING_KEY and .* must be set too/,
    ],
    [{ PUBLIC_URL: "https://tunnel.example" }, /QSTASH_URL must be set too/],
    [{ UPSTASH_REDIS_REST_URL: "https://x.upstash.io" }, /UPSTASH_REDIS_REST_TOKEN must be set too/],
    [{ DATABASE_URL: "not an address" }, /DATABASE_URL is not an address/],
  ])("refuses %j in one plain line", (settings: Record<string, string>, line) => {
    expect(() => plan(settings)).toThrow(CommandFailure);
    expect(() => plan(settings)).toThrow(line);
  });

  it("shows no secret where it shows places", () => {
    const shown = JSON.stringify([plan().places, plan({ DATABASE_URL: "postgres://u:hush@db.example/shop" }).places]);
    for (const secret of [...Object.values(keys).filter((key) => key !== "{}"), "hush"])
      expect(shown).not.toContain(secret);
  });
});
