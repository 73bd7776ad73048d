import { refuse } from "../../../domain/result.ts";
import { problem } from "../problem.ts";
import { webhookRoute } from "./webhook-route.ts";

/** The plain gateway speaks to our team alone: a payment that is not in our books is a mistake, and is said. */
export const gatewayWebhookRoute = webhookRoute("/webhook/payment", "gateway", () =>
  problem(refuse("payment_not_found").refusal),
);
