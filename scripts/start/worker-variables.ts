/**
 * Every variable and secret that the Worker reads, for the local edge: `local/workerd/sluice.capnp` binds exactly
 * these, each from the environment variable of its name. An empty string counts as unset.
 */
export const WORKER_VARIABLES = [
  "ENVIRONMENT",
  "PUBLIC_URL",
  "MAIL_FROM",
  "DATABASE_URL",
  "UPSTASH_REDIS_REST_URL",
  "UPSTASH_REDIS_REST_TOKEN",
  "QSTASH_URL",
  "QSTASH_TOKEN",
  "QSTASH_CURRENT_SIGNING_KEY",
  "QSTASH_NEXT_SIGNING_KEY",
  "STRIPE_SECRET_KEY",
  "STRIPE_WEBHOOK_SECRET",
  "MAIL_API_KEY",
  "TICKET_SIGNING_KEY",
  "QUEUE_SIGNING_KEYS",
  "OPERATOR_KEY",
  "GATEWAY_URL",
  "GATEWAY_SECRET",
  "GATEWAY_TEAM",
  "CIRCUIT_BREAKER_FAILURE_THRESHOLD",
  "CIRCUIT_BREAKER_TIMEOUT_SECONDS",
  "BEACON_URL",
  "BEACON_CHAIN",
  "NEON_LOCAL_PROXY",
  "STRIPE_API_URL",
  "MAIL_API_URL",
] as const;

export type WorkerVariables = Readonly<Record<(typeof WORKER_VARIABLES)[number], string>>;
