import { z } from "zod";

/** An unset binding reaches raw workerd as an empty string. */
const optionally = (schema: z.ZodString | z.ZodURL) =>
  z.preprocess((value) => (value === "" ? undefined : value), schema.optional());
const optional = optionally(z.string());
const required = z.string().min(1);
/** A whole number from 1, as text; `unset` where there is none. */
const countOr = (unset: number) =>
  z.preprocess((value) => (value === undefined || value === "" ? unset : Number(value)), z.int().min(1));

const variables = z.object({
  ENVIRONMENT: z.enum(["development", "staging", "production"]),
  /** Where this deployment is reached from outside: the base of step, webhook and return addresses. */
  PUBLIC_URL: z.url(),
  MAIL_FROM: required,
  DATABASE_URL: required,
  UPSTASH_REDIS_REST_URL: z.url(),
  UPSTASH_REDIS_REST_TOKEN: required,
  QSTASH_URL: z.url(),
  QSTASH_TOKEN: required,
  QSTASH_CURRENT_SIGNING_KEY: required,
  QSTASH_NEXT_SIGNING_KEY: required,
  STRIPE_SECRET_KEY: required,
  STRIPE_WEBHOOK_SECRET: required,
  MAIL_API_KEY: required,
  TICKET_SIGNING_KEY: required,
  /** `id:base64url,…`: the first signs queue tokens and passes, all verify. */
  QUEUE_SIGNING_KEYS: z.string().regex(/^[a-z0-9]{1,8}:[\w-]{43,86}(?:,\s*[a-z0-9]{1,8}:[\w-]{43,86})*$/),
  /** Bearer of /operations. */
  OPERATOR_KEY: z.string().min(32),
  /** drand's relay and chain, where not its own and quicknet; on a laptop the stand-in's. */
  BEACON_URL: optional,
  BEACON_CHAIN: optional,
  /** The plain payment gateway: all three, or none of it. */
  GATEWAY_URL: optionally(z.url()),
  /** A shorter one could be guessed from one signed request. */
  GATEWAY_SECRET: optionally(z.string().min(32)),
  GATEWAY_TEAM: optional,
  /** After so many failures in a row a payment provider is left alone for so long. */
  CIRCUIT_BREAKER_FAILURE_THRESHOLD: countOr(5),
  CIRCUIT_BREAKER_TIMEOUT_SECONDS: countOr(60),
  /** Only on a laptop: where the stand-ins are. */
  NEON_LOCAL_PROXY: optional,
  STRIPE_API_URL: optional,
  MAIL_API_URL: optional,
});

export type Variables = z.infer<typeof variables>;

/**
 * The deployment's settings, checked. Throws one error that names every missing or wrong variable, never its value.
 * Stand-ins are refused in production: an address of one there would send buyers or money to the wrong place.
 */
export function parseEnvironment(env: unknown): Variables {
  const parsed = variables.superRefine(gatewayIsWhole).safeParse(env);
  if (!parsed.success) {
    const names = [...new Set(parsed.error.issues.map((issue) => issue.path.join(".")))];
    throw new Error(`missing or wrong settings: ${names.join(", ")} (npm run provision -- --check explains each)`);
  }
  const settings = parsed.data;
  const standIns: string[] = (["NEON_LOCAL_PROXY", "STRIPE_API_URL", "MAIL_API_URL"] as const).filter(
    (name) => settings[name],
  );
  // Another relay of drand is as good as drand's own, and any gateway may be real; one without TLS is a stand-in, or might as
  // well be.
  for (const name of ["BEACON_URL", "GATEWAY_URL"] as const) {
    if (settings[name]?.startsWith("https://") === false) standIns.push(name);
  }
  if (settings.ENVIRONMENT === "production" && standIns.length > 0) {
    throw new Error(`production must not use local stand-ins: unset ${standIns.join(", ")}`);
  }
  return settings;
}

const GATEWAY = ["GATEWAY_URL", "GATEWAY_SECRET", "GATEWAY_TEAM"] as const;

/** Half a gateway would take payments whose webhooks nobody can check. */
function gatewayIsWhole(settings: Variables, context: z.RefinementCtx): void {
  const missing = GATEWAY.filter((name) => settings[name] === undefined);
  if (missing.length === GATEWAY.length) return;
  for (const name of missing) context.addIssue({ code: "custom", path: [name], message: "is missing" });
}
