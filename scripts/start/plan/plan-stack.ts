import type { ServiceSpec } from "../../../local/supervisor/service-spec.ts";
import type { WorkerVariables } from "../worker-variables.ts";
import { planBeacon } from "./plan-beacon.ts";
import { planDatabase } from "./plan-database.ts";
import { planGateway } from "./plan-gateway.ts";
import { planMail } from "./plan-mail.ts";
import { planPayments } from "./plan-payments.ts";
import { planQStash } from "./plan-qstash.ts";
import { planRedis } from "./plan-redis.ts";
import type { PlanInput } from "./service-plan.ts";

export interface StackPlan {
  /** Without which nothing can be migrated: they start first, one after the other. */
  readonly database: readonly ServiceSpec[];
  readonly others: readonly ServiceSpec[];
  readonly variables: WorkerVariables;
  readonly databaseIsLocal: boolean;
  /** Where each service is, for people; no secrets. */
  readonly places: Readonly<
    Record<"database" | "redis" | "qstash" | "payments" | "gateway" | "mail" | "beacon", string>
  >;
}

/**
 * Decides for each service whether a real one is named in the settings or a stand-in is started. Starts, reads and
 * writes nothing. Throws a plain line when a service is named by half, or must not be used from a laptop.
 */
export function planStack(input: PlanInput): StackPlan {
  const database = planDatabase(input);
  const redis = planRedis(input);
  const qstash = planQStash(input);
  const payments = planPayments(input);
  const gateway = planGateway(input);
  const mail = planMail(input);
  const beacon = planBeacon(input);
  return {
    database: database.standIns,
    others: [redis, qstash, payments, gateway, mail, beacon].flatMap((service) => service.standIns),
    variables: {
      ENVIRONMENT: "development",
      MAIL_FROM: input.settings["MAIL_FROM"] ?? "Sluice <tickets@sluice.example>",
      TICKET_SIGNING_KEY: input.settings["TICKET_SIGNING_KEY"] ?? input.keys.ticketSigningKey,
      QUEUE_SIGNING_KEYS: input.settings["QUEUE_SIGNING_KEYS"] ?? input.keys.queueSigningKeys,
      CIRCUIT_BREAKER_FAILURE_THRESHOLD: input.settings["CIRCUIT_BREAKER_FAILURE_THRESHOLD"] ?? "",
      CIRCUIT_BREAKER_TIMEOUT_SECONDS: input.settings["CIRCUIT_BREAKER_TIMEOUT_SECONDS"] ?? "",
      OPERATOR_KEY: input.settings["OPERATOR_KEY"] ?? input.keys.operatorKey,
      ...database.variables,
      ...redis.variables,
      ...qstash.variables,
      ...payments.variables,
      ...gateway.variables,
      ...mail.variables,
      ...beacon.variables,
    },
    databaseIsLocal: database.local,
    places: {
      database: database.place,
      redis: redis.place,
      qstash: qstash.place,
      payments: payments.place,
      gateway: gateway.place,
      mail: mail.place,
      beacon: beacon.place,
    },
  };
}
