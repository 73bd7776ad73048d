import type { FaultKind } from "../plan/fault-kinds.ts";
import { deployOlder } from "./deploy-older.ts";
import type { DialSettings } from "./dial.ts";
import type { Fault } from "./fault.ts";
import { killProcess } from "./kill-process.ts";
import { rotateQStashKeys } from "./rotate-qstash-keys.ts";
import { rotateQueueKeys } from "./rotate-queue-keys.ts";
import { stopProcess } from "./stop-process.ts";
import type { Target } from "./target.ts";
import { turnDials } from "./turn-dials.ts";

/** So many calls are hit while it lasts: all of them. */
const ALL = 1_000_000;
/** Longer than the Worker waits for a provider. */
const TOO_LATE_MS = 20_000;
const LATE_MS = 2_000;

const kill = (process: string) => (target: Target) => killProcess(target, process);
const stop = (process: string) => (target: Target) => stopProcess(target, process);
const qstash = (settings: DialSettings) => (target: Target) => turnDials([target.dials.qstash], settings);
const providers = (settings: DialSettings) => (target: Target) => turnDials(target.dials.providers, settings);

const MAKERS: Readonly<Record<FaultKind, (target: Target) => Fault>> = {
  "kill-workerd": kill("workerd"),
  "kill-postgres": kill("postgres-server"),
  "kill-postgres-launcher": kill("postgres"),
  "kill-neon-proxy": kill("neon-proxy"),
  "kill-redis": kill("redis"),
  "kill-qstash": kill("qstash"),
  "kill-stripe": kill("stripe"),
  "kill-gateway": kill("gateway"),
  "kill-mailbox": kill("mailbox"),
  "stop-workerd": stop("workerd"),
  "stop-postgres": stop("postgres"),
  "stop-neon-proxy": stop("neon-proxy"),
  "stop-redis": stop("redis"),
  "stop-qstash": stop("qstash"),
  "stop-stripe": stop("stripe"),
  "stop-gateway": stop("gateway"),
  "qstash-drop": qstash({ drop: 0.7 }),
  "qstash-lose": qstash({ lose: 0.5 }),
  "qstash-lost-answers": qstash({ dropAck: 0.7 }),
  "qstash-delay": qstash({ delayMs: LATE_MS }),
  "qstash-double": qstash({ duplicate: 1 }),
  "qstash-reorder": qstash({ spreadMs: LATE_MS }),
  "webhooks-drop": providers({ dropWebhooks: 0.7 }),
  "webhooks-delay": providers({ delayWebhooksMs: LATE_MS }),
  "webhooks-double": providers({ duplicateWebhooks: 1 }),
  "webhooks-reorder": providers({ reorderWebhooks: true }),
  "provider-500": providers({ fail: ALL, status: 500 }),
  "provider-slow": providers({ slowMs: TOO_LATE_MS }),
  "provider-stall": providers({ stall: ALL }),
  "provider-cut": providers({ drop: ALL }),
  "provider-silent": providers({ dropAnswer: ALL }),
  "capture-refused": providers({ refuseCaptures: ALL }),
  "rotate-qstash-keys": rotateQStashKeys,
  "rotate-queue-keys": rotateQueueKeys,
  "older-bundle": deployOlder,
};

export function createFault(kind: FaultKind, target: Target): Fault {
  return MAKERS[kind](target);
}
