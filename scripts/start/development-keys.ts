/**
 * The keys that a laptop's services share, made on the first start and kept in `keys.json` of the data folder (0600).
 * Losing the file loses the database: its password is in here. Members are only ever added; a missing one is made.
 */
import { randomBytes } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { CommandFailure } from "../command-failure.ts";
import { newQueueKeys } from "../provision/queue-keys.ts";
import { newTicketKey } from "../provision/ticket-key.ts";
import { writePrivateFile } from "./write-private-file.ts";

const MAKERS = {
  postgresPassword: () => secret(),
  redisToken: () => secret(),
  qstashToken: () => secret(),
  qstashCurrentSigningKey: () => `sig_${secret()}`,
  qstashNextSigningKey: () => `sig_${secret()}`,
  stripeSecretKey: () => `sk_test_${secret()}`,
  stripeWebhookSecret: () => `whsec_${secret()}`,
  gatewaySecret: () => `gw_${secret()}`,
  mailApiKey: () => `re_${secret()}`,
  ticketSigningKey: newTicketKey,
  queueSigningKeys: newQueueKeys,
  operatorKey: () => `op_${secret()}`,
  beaconKey: () => secret(),
} as const;

export type DevelopmentKeys = Readonly<Record<keyof typeof MAKERS, string>>;

/** Reads the keys, making what is missing. Throws a plain line when the file cannot be understood. */
export function readOrCreateKeys(dataDirectory: string): DevelopmentKeys {
  const file = join(dataDirectory, "keys.json");
  const kept = readKept(file);
  const keys = Object.fromEntries(
    Object.entries(MAKERS).map(([name, make]) => {
      const value = kept[name];
      return [name, typeof value === "string" && value !== "" ? value : make()];
    }),
  ) as DevelopmentKeys;
  // Before anything is made with them: a database whose password was lost on the way could not be opened again.
  if (Object.entries(keys).some(([name, value]) => kept[name] !== value)) {
    writePrivateFile(file, `${JSON.stringify({ ...kept, ...keys }, null, 2)}\n`);
  }
  return keys;
}

function readKept(file: string): Record<string, unknown> {
  if (!existsSync(file)) return {};
  try {
    const kept: unknown = JSON.parse(readFileSync(file, "utf8"));
    if (typeof kept === "object" && kept !== null && !Array.isArray(kept)) return { ...kept };
  } catch {
    // Said below.
  }
  throw new CommandFailure(`${file} is damaged: put it right, or delete its folder to start afresh (its data is lost)`);
}

/** 192 random bits that need no escaping in an address. */
function secret(): string {
  return randomBytes(24).toString("hex");
}
