/** What a fault is done to: two faults never have the same victim at the same time. */
export type Victim =
  | "workerd"
  | "database"
  | "redis"
  | "qstash"
  | "stripe"
  | "gateway"
  | "mailbox"
  | "deliveries"
  | "webhooks"
  | "provider-api";

export interface FaultTraits {
  /** For the report. */
  readonly says: string;
  readonly victims: readonly Victim[];
  /** Over when it has been done: whoever was killed is started again. */
  readonly isInstant: boolean;
}

function kill(says: string, victim: Victim): FaultTraits {
  return { says: `SIGKILL of ${says}`, victims: [victim], isInstant: true };
}

function stop(says: string, victim: Victim): FaultTraits {
  return { says: `SIGSTOP of ${says}, then SIGCONT`, victims: [victim], isInstant: false };
}

function lasting(says: string, ...victims: readonly Victim[]): FaultTraits {
  return { says, victims, isInstant: false };
}

/** Every way in which the adversary can hurt. */
export const FAULTS = {
  "kill-workerd": kill("workerd", "workerd"),
  "kill-postgres": kill("the PostgreSQL server", "database"),
  "kill-postgres-launcher": kill("PostgreSQL and its launcher", "database"),
  "kill-neon-proxy": kill("the proxy before PostgreSQL", "database"),
  "kill-redis": kill("Redis", "redis"),
  "kill-qstash": kill("QStash", "qstash"),
  "kill-stripe": kill("the Stripe simulator", "stripe"),
  "kill-gateway": kill("the gateway", "gateway"),
  "kill-mailbox": kill("the mail service", "mailbox"),
  "stop-workerd": stop("workerd", "workerd"),
  "stop-postgres": stop("PostgreSQL", "database"),
  "stop-neon-proxy": stop("the proxy before PostgreSQL", "database"),
  "stop-redis": stop("Redis", "redis"),
  "stop-qstash": stop("QStash", "qstash"),
  "stop-stripe": stop("the Stripe simulator", "stripe"),
  "stop-gateway": stop("the gateway", "gateway"),
  "qstash-drop": lasting("QStash deliveries do not arrive", "deliveries"),
  "qstash-lose": lasting("QStash forgets messages", "deliveries"),
  "qstash-lost-answers": lasting("answers to QStash get lost", "deliveries"),
  "qstash-delay": lasting("QStash delivers late", "deliveries"),
  "qstash-double": lasting("QStash delivers twice", "deliveries"),
  "qstash-reorder": lasting("QStash delivers out of order", "deliveries"),
  "webhooks-drop": lasting("webhooks do not arrive", "webhooks"),
  "webhooks-delay": lasting("webhooks come late", "webhooks"),
  "webhooks-double": lasting("webhooks come twice", "webhooks"),
  "webhooks-reorder": lasting("webhooks come out of order", "webhooks"),
  "provider-500": lasting("providers answer 500", "provider-api"),
  "provider-slow": lasting("providers answer too late", "provider-api"),
  "provider-stall": lasting("providers answer half, and stall", "provider-api"),
  "provider-cut": lasting("providers hang up before they act", "provider-api"),
  "provider-silent": lasting("providers act without answering", "provider-api"),
  "capture-refused": lasting("banks refuse captures", "provider-api"),
  "rotate-qstash-keys": lasting("QStash's signing keys rotate", "qstash", "workerd"),
  "rotate-queue-keys": { says: "the queue's signing keys rotate", victims: ["workerd"], isInstant: true },
  "older-bundle": lasting("an older bundle is deployed, then this one", "workerd"),
} as const satisfies Record<string, FaultTraits>;

export type FaultKind = keyof typeof FAULTS;

export const FAULT_KINDS = Object.keys(FAULTS) as readonly FaultKind[];

export function isFaultKind(text: string): text is FaultKind {
  return Object.hasOwn(FAULTS, text);
}
