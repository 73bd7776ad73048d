import { CommandFailure } from "../command-failure.ts";
import { AUDIT_USAGE } from "./audit-options.ts";
import type { AuditSources } from "./read/look-at-world.ts";
import type { Ledger } from "./read/ledger.ts";
import { gatewayLedger } from "./read/gateway-ledger.ts";
import { stripeLedger } from "./read/stripe-ledger.ts";

const STRIPE = "https://api.stripe.com";

/** Where to read, by the variables that the Worker has; empty ones count as unset. Throws a line for each that is missing. */
export function auditSources(variables: Readonly<Record<string, string | undefined>>): AuditSources {
  const missing = ["PUBLIC_URL", "OPERATOR_KEY", "DATABASE_URL"].filter((name) => !variables[name]);
  if (missing.length > 0) {
    throw new CommandFailure(`Not set: ${missing.join(", ")}. Is the stack running (npm start)?`, AUDIT_USAGE);
  }
  const { PUBLIC_URL = "", OPERATOR_KEY = "", DATABASE_URL = "" } = variables;
  return {
    url: PUBLIC_URL.replace(/\/$/, ""),
    operatorKey: OPERATOR_KEY,
    databaseUrl: DATABASE_URL,
    ledgers: ledgersOf(variables),
  };
}

function ledgersOf(variables: Readonly<Record<string, string | undefined>>): Ledger[] {
  const { STRIPE_SECRET_KEY, STRIPE_API_URL, GATEWAY_URL: url, GATEWAY_SECRET: secret, GATEWAY_TEAM: team } = variables;
  return [
    ...(STRIPE_SECRET_KEY ? [stripeLedger(STRIPE_API_URL || STRIPE, STRIPE_SECRET_KEY)] : []),
    ...(url && secret && team ? [gatewayLedger({ url, secret, team })] : []),
  ];
}
