import { Hono } from "hono";
import { receiveWebhook } from "../../use-cases/receive-webhook.ts";
import type { AppEnv } from "../app-env.ts";
import { webhookBodyLimit } from "../middleware/body-limit.ts";
import { webhookLimited } from "../middleware/rate-limited.ts";
import { problem } from "../problem.ts";

/** Verified over the raw body; 200 only when it is in the inbox. Whatever else happens, the provider sends it again. */
export const stripeWebhookRoute = new Hono<AppEnv>().post(
  "/webhook/stripe",
  webhookLimited,
  webhookBodyLimit,
  async (context) => {
    const { services } = context.get("kept");
    const event = await services.provider.verifyWebhook(await context.req.text(), context.req.raw.headers);
    if (!event.ok) return problem(event.refusal);
    const fresh = await receiveWebhook(services, event.value);
    return context.json({ received: true, duplicate: !fresh });
  },
);
