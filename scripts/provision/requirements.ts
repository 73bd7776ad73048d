import { looksLikeQueueKeys } from "./queue-keys.ts";
import { looksLikeEd25519Jwk } from "./ticket-key.ts";

/**
 * Everything that a deployment needs beside the code: the one list that `npm run provision -- --check` works from.
 * Variables stand in `wrangler.toml`; secrets are set by `wrangler secret put NAME --env ENVIRONMENT`.
 */
export interface Requirement {
  readonly name: string;
  readonly kind: "variable" | "secret";
  /** What it is for, and where to get it: for somebody who has none of these accounts yet. */
  readonly purpose: string;
  readonly source: string;
  /** Nothing is missing while none of these is there: an account that not every deployment has. */
  readonly onlyWith?: readonly string[];
  /** What is wrong with a value, judged by its looks; undefined when nothing is. Must not quote the value. */
  readonly shape?: (value: string) => string | undefined;
}

const GATEWAY = ["GATEWAY_URL", "GATEWAY_SECRET", "GATEWAY_TEAM"];

export const REQUIREMENTS: readonly Requirement[] = [
  {
    name: "ENVIRONMENT",
    kind: "variable",
    purpose: "which environment this is: production refuses stand-ins and /api/reset",
    source: "wrangler.toml has it",
    shape: matching(/^(?:staging|production)$/, "must be staging or production"),
  },
  {
    name: "PUBLIC_URL",
    kind: "variable",
    purpose: "where buyers, QStash and Stripe reach the Worker",
    source: "your domain on Cloudflare, or NAME.SUBDOMAIN.workers.dev",
    shape: matching(/^https:\/\/[^/]+$/, "must be https://HOST, without a path"),
  },
  {
    name: "MAIL_FROM",
    kind: "variable",
    purpose: "sender of tickets",
    source: "an address of a domain that is verified at Resend",
    shape: matching(/@/, "must hold an e-mail address"),
  },
  {
    name: "DATABASE_URL",
    kind: "secret",
    purpose: "Postgres: catalogue, bookings, payments, tickets",
    source: "neon.tech → project → Connect → pooled connection string; then `npm run migrate`",
    shape: matching(/^postgres(?:ql)?:\/\//, "must begin with postgres://"),
  },
  {
    name: "UPSTASH_REDIS_REST_URL",
    kind: "secret",
    purpose: "Redis: rate limits and caches",
    source: "console.upstash.com → Redis → REST API",
    shape: matching(/^https:\/\//, "must begin with https:// (the REST address, not rediss://)"),
  },
  {
    name: "UPSTASH_REDIS_REST_TOKEN",
    kind: "secret",
    purpose: "key to Redis",
    source: "console.upstash.com → Redis → REST API (not the read-only one)",
  },
  {
    name: "QSTASH_URL",
    kind: "secret",
    purpose: "QStash: delivers the steps after a payment",
    source: "console.upstash.com → QStash, of your region",
    shape: matching(/^https:\/\//, "must begin with https://"),
  },
  { name: "QSTASH_TOKEN", kind: "secret", purpose: "key to QStash", source: "console.upstash.com → QStash" },
  {
    name: "QSTASH_CURRENT_SIGNING_KEY",
    kind: "secret",
    purpose: "proves that a step comes from QStash",
    source: "console.upstash.com → QStash → Signing keys",
  },
  {
    name: "QSTASH_NEXT_SIGNING_KEY",
    kind: "secret",
    purpose: "the same while keys are being rotated",
    source: "console.upstash.com → QStash → Signing keys",
  },
  {
    name: "STRIPE_SECRET_KEY",
    kind: "secret",
    purpose: "payments",
    source: "dashboard.stripe.com → Developers → API keys",
    shape: matching(/^[rs]k_(?:live|test)_/, "must begin with sk_live_, sk_test_, rk_live_ or rk_test_"),
  },
  {
    name: "STRIPE_WEBHOOK_SECRET",
    kind: "secret",
    purpose: "proves that a webhook comes from Stripe",
    source: "dashboard.stripe.com → Developers → Webhooks: add PUBLIC_URL/api/webhook/stripe",
    shape: matching(/^whsec_/, "must begin with whsec_"),
  },
  {
    name: "GATEWAY_URL",
    kind: "secret",
    purpose: "a plain payment gateway beside Stripe",
    source: "your gateway: where its API begins; give it PUBLIC_URL/api/webhook/payment",
    onlyWith: GATEWAY,
    shape: matching(/^https:\/\//, "must begin with https://"),
  },
  {
    name: "GATEWAY_SECRET",
    kind: "secret",
    purpose: "signs what goes to the gateway, and proves that a webhook comes from it",
    source: "your gateway, 32 characters at least",
    onlyWith: GATEWAY,
    shape: matching(/^[\x21-\x7e]{32,}$/, "must be 32 characters at least, without spaces"),
  },
  {
    name: "GATEWAY_TEAM",
    kind: "secret",
    purpose: "our name at the gateway",
    source: "your gateway",
    onlyWith: GATEWAY,
  },
  { name: "MAIL_API_KEY", kind: "secret", purpose: "sends tickets by mail", source: "resend.com → API keys" },
  {
    name: "TICKET_SIGNING_KEY",
    kind: "secret",
    purpose: "signs tickets; whoever has it can forge them",
    source: "npm run provision -- --new-ticket-key",
    shape: (value) => (looksLikeEd25519Jwk(value) ? undefined : "is not an Ed25519 private key as a JWK on one line"),
  },
  {
    name: "QUEUE_SIGNING_KEYS",
    kind: "secret",
    purpose: "signs queue tokens and passes; whoever has it can pass by every queue",
    source: "npm run provision -- --new-queue-key; to rotate, put a new one and a comma in front",
    shape: (value) => (looksLikeQueueKeys(value) ? undefined : "is not id:base64url,… of 32 to 64 bytes each"),
  },
  {
    name: "OPERATOR_KEY",
    kind: "secret",
    purpose: "lets its bearer pause a sale and set its rate (npm run queue)",
    source: "any long random text: openssl rand -hex 24",
    shape: matching(/^[\x21-\x7e]{32,}$/, "must be 32 characters at least, without spaces"),
  },
];

function matching(pattern: RegExp, problem: string): (value: string) => string | undefined {
  return (value) => (pattern.test(value) ? undefined : problem);
}
