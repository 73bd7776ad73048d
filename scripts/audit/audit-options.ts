import { parseArgs } from "node:util";
import { CommandFailure } from "../command-failure.ts";

export const AUDIT_USAGE = `npm run audit [-- --event evt_… [--event …]] [--patience MINUTES] [--json FILE]
Compares the events' objects, Postgres and the providers' ledgers; changes nothing. Exit code 1 on any difference.
--event     these events alone; without it, all
--patience  how old work under way may be before it counts as a difference; 5 unless set, fractions allowed
--json      writes everything that was found into FILE
The running local stack is found by itself. For another deployment set PUBLIC_URL, OPERATOR_KEY and DATABASE_URL in this
shell, and the keys of its payment providers (STRIPE_SECRET_KEY; GATEWAY_URL, GATEWAY_SECRET, GATEWAY_TEAM).`;

const MINUTE_MS = 60_000;
const PATIENCE_MINUTES = "5";
const EVENT = /^evt_[0-9a-z]{16}$/;

export interface AuditOptions {
  /** Null: all. */
  readonly events: readonly string[] | null;
  readonly patienceMs: number;
  readonly jsonFile: string | undefined;
}

/** Undefined: help is asked for. Throws a CommandFailure that names the flag which is wrong. */
export function auditOptions(args: readonly string[]): AuditOptions | undefined {
  const { event, patience, json, help } = parse(args);
  if (help === true) return undefined;
  const minutes = Number(patience);
  if (patience.trim() === "" || !(minutes >= 0 && minutes <= 24 * 60)) {
    throw new CommandFailure(`--patience ${patience}: must be minutes from 0 to 1440`, AUDIT_USAGE);
  }
  const unknown = event?.find((id) => !EVENT.test(id));
  if (unknown !== undefined) throw new CommandFailure(`--event ${unknown}: is no event's id`, AUDIT_USAGE);
  if (json?.trim() === "") throw new CommandFailure("--json: names no file", AUDIT_USAGE);
  return { events: event === undefined ? null : [...new Set(event)], patienceMs: minutes * MINUTE_MS, jsonFile: json };
}

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      options: {
        event: { type: "string", multiple: true },
        patience: { type: "string", default: PATIENCE_MINUTES },
        json: { type: "string" },
        help: { type: "boolean" },
      },
    }).values;
  } catch (error) {
    throw new CommandFailure(error instanceof Error ? error.message : String(error), AUDIT_USAGE);
  }
}
