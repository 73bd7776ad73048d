import { readFileSync } from "node:fs";
import { parseEnv } from "node:util";
import { describe, expect, it } from "vitest";
import { parseEnvironment } from "../../workers/environment.ts";
import { isComplete, judgeRequirements, probeVerdicts } from "./judge-requirements.ts";
import type { Findings, Verdict } from "./judge-requirements.ts";
import { REQUIREMENTS } from "./requirements.ts";
import { newQueueKeys } from "./queue-keys.ts";
import { newTicketKey } from "./ticket-key.ts";

const variables = {
  ENVIRONMENT: "production",
  PUBLIC_URL: "https://tickets.opera.test",
  MAIL_FROM: "Opera <box-office@opera.test>",
};
const values: Readonly<Record<string, string>> = {
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
  TICKET_SIGNING_KEY: newTicketKey(),
  QUEUE_SIGNING_KEYS: `${newQueueKeys()},${newQueueKeys()}`,
  OPERATOR_KEY: "op_".padEnd(51, "0"),
};

function verdictOf(name: string, findings: Partial<Findings>): Verdict | undefined {
  const verdicts = judgeRequirements({ variables, deployedSecrets: undefined, values, ...findings });
  return verdicts.find(({ requirement }) => requirement.name === name);
}

function noteOf(list: readonly Verdict[], name: string): string | undefined {
  return list.find(({ requirement }) => requirement.name === name)?.note;
}

describe("the list of requirements", () => {
  const secrets = REQUIREMENTS.filter(({ kind }) => kind === "secret").map(({ name }) => name);

  it("has every setting that the Worker refuses to start without, and else only what belongs together", () => {
    let message = "";
    try {
      parseEnvironment({});
    } catch (error) {
      message = String(error);
    }
    const named = [...message.matchAll(/[A-Z][A-Z_]{5,}/g)].map(([name]) => name);
    const always = REQUIREMENTS.filter(({ onlyWith }) => onlyWith === undefined);
    expect(named.toSorted()).toEqual(always.map(({ name }) => name).toSorted());
  });

  it("has the secrets that .dev.vars.example lists", () => {
    const example = readFileSync(new URL("../../.dev.vars.example", import.meta.url), "utf8");
    expect(Object.keys(parseEnv(example)).toSorted()).toEqual(secrets.toSorted());
  });
});

describe("judging what an environment has", () => {
  it("finds nothing missing when all is there", () => {
    expect(isComplete(judgeRequirements({ variables, deployedSecrets: undefined, values }))).toBe(true);
  });

  it("trusts the names of deployed secrets where their values are elsewhere", () => {
    const verdicts = judgeRequirements({ variables, deployedSecrets: new Set(Object.keys(values)), values: {} });
    expect(isComplete(verdicts)).toBe(true);
    expect(verdicts.filter(({ state }) => state === "set")).toHaveLength(13);
  });

  it("does not miss a gateway, and misses the rest of one that is there in part", () => {
    expect(verdictOf("GATEWAY_SECRET", {})?.state).toBe("unused");
    const half = { ...values, GATEWAY_URL: "https://pay.test" };
    expect(verdictOf("GATEWAY_URL", { values: half })?.state).toBe("ok");
    expect(verdictOf("GATEWAY_SECRET", { values: half })?.state).toBe("missing");
    const deployedSecrets = new Set([...Object.keys(values), "GATEWAY_TEAM"]);
    expect(verdictOf("GATEWAY_URL", { deployedSecrets })?.state).toBe("missing");
    expect(verdictOf("GATEWAY_TEAM", { deployedSecrets })?.state).toBe("set");
  });

  it("misses a secret that is on this machine but not on the Worker", () => {
    expect(verdictOf("QSTASH_TOKEN", { deployedSecrets: new Set(["DATABASE_URL"]) })?.state).toBe("missing");
  });

  it.each(["https://tickets.example.com", "https://sluice.example.workers.dev", "https://shop.example"])(
    "takes %s for the placeholder that it is",
    (url) => {
      expect(verdictOf("PUBLIC_URL", { variables: { ...variables, PUBLIC_URL: url } })?.state).toBe("missing");
    },
  );

  it("does not take a name that merely holds the word for a placeholder", () => {
    const PUBLIC_URL = "https://counterexamples.test";
    expect(verdictOf("PUBLIC_URL", { variables: { ...variables, PUBLIC_URL } })?.state).toBe("ok");
  });

  it.each([
    ["DATABASE_URL", "mysql://host/db"],
    ["STRIPE_SECRET_KEY", "pk_live_123"],
    ["STRIPE_WEBHOOK_SECRET", "sk_live_123"],
    ["QUEUE_SIGNING_KEYS", "k1:c2hvcnQ"],
    ["QUEUE_SIGNING_KEYS", `${newQueueKeys()};${newQueueKeys()}`],
    ["OPERATOR_KEY", "short"],
    ["TICKET_SIGNING_KEY", '{"kty":"OKP","crv":"Ed25519","x":"AA"}'],
    ["TICKET_SIGNING_KEY", "not json"],
    ["UPSTASH_REDIS_REST_URL", "rediss://default:secret@host:6379"],
  ])("says what is wrong with a %s, and never its value", (name, value) => {
    const verdict = verdictOf(name, { values: { ...values, [name]: value } });
    expect(verdict?.state).toBe("failed");
    expect(verdict?.note).not.toContain(value);
  });

  it("counts empty as missing", () => {
    expect(verdictOf("MAIL_API_KEY", { values: { ...values, MAIL_API_KEY: "" } })?.state).toBe("missing");
    expect(verdictOf("MAIL_FROM", { variables: {} })?.state).toBe("missing");
  });
});

describe("trying values", () => {
  const verdicts = judgeRequirements({ variables, deployedSecrets: undefined, values });

  it("reports what works, what does not, what throws, and what never answers", async () => {
    const tried = await probeVerdicts(
      verdicts,
      {
        DATABASE_URL: async () => undefined,
        QSTASH_TOKEN: async () => "QStash refuses this token",
        UPSTASH_REDIS_REST_TOKEN: async () => {
          throw Object.assign(new Error("token secret-value refused"), { code: "ECONNREFUSED" });
        },
        MAIL_API_KEY: () => new Promise(() => {}),
      },
      1,
    );
    expect(noteOf(tried, "DATABASE_URL")).toBe("tried: works");
    expect(noteOf(tried, "QSTASH_TOKEN")).toBe("QStash refuses this token");
    expect(noteOf(tried, "UPSTASH_REDIS_REST_TOKEN")).toBe("failed: ECONNREFUSED");
    expect(noteOf(tried, "MAIL_API_KEY")).toMatch(/no answer within/);
    expect(isComplete(tried)).toBe(false);
  });

  it("does not try what is missing or looks wrong", async () => {
    const wrong = judgeRequirements({ variables, deployedSecrets: undefined, values: { DATABASE_URL: "mysql://x" } });
    const calls: string[] = [];
    const probe = (name: string) => async () => void calls.push(name);
    await probeVerdicts(wrong, { DATABASE_URL: probe("DATABASE_URL"), QSTASH_TOKEN: probe("QSTASH_TOKEN") }, 1);
    expect(calls).toEqual([]);
  });
});
