import { Hono, type Context } from "hono";
import type { ProviderName } from "../../../domain/payment/provider-names.ts";
import { refuse } from "../../../domain/result.ts";
import { receiveWebhook } from "../../use-cases/receive-webhook.ts";
import type { AppEnv } from "../app-env.ts";
import { webhookBodyLimit } from "../middleware/body-limit.ts";
import { webhookLimited } from "../middleware/rate-limited.ts";
import { problem } from "../problem.ts";

/**
 * Where a provider tells what became of money. Verified over the raw body; 200 only when it is in the inbox. Whatever else
 * happens, the provider sends it again. No answer repeats anything of the body or of the signature.
 */
export function webhookRoute(
  path: string,
  name: ProviderName,
  answerUnknown: (context: Context<AppEnv>) => Response,
): Hono<AppEnv> {
  return new Hono<AppEnv>().post(path, webhookLimited, webhookBodyLimit, async (context) => {
    const { services } = context.get("kept");
    const provider = services.providers.all.find((each) => each.name === name);
    if (provider === undefined) return problem(refuse("not_found").refusal);
    const event = await provider.verifyWebhook(await context.req.text(), context.req.raw.headers);
    if (!event.ok) {
      return event.refusal.reason === "payment_not_found" ? answerUnknown(context) : problem(event.refusal);
    }
    const receipt = await receiveWebhook(services, name, event.value);
    if (receipt === "unknown") return answerUnknown(context);
    return context.json({ received: true, duplicate: receipt === "duplicate" });
  });
}
