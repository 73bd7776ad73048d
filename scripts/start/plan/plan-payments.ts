import { join } from "node:path";
import { CommandFailure } from "../../command-failure.ts";
import { allOrNone } from "./all-or-none.ts";
import type { PlanInput, ServicePlan } from "./service-plan.ts";
import { loopbackUrl, standIn } from "./stand-in.ts";

/** Stripe's test mode, or the simulator that speaks Stripe's wire. A live key is refused: demo buyers have no money. */
export function planPayments(
  input: PlanInput,
): ServicePlan<"STRIPE_SECRET_KEY" | "STRIPE_WEBHOOK_SECRET" | "STRIPE_API_URL"> {
  const { settings, keys, ports, dataDirectory, timeScale } = input;
  const real = allOrNone(settings, "STRIPE_SECRET_KEY", "STRIPE_WEBHOOK_SECRET");
  if (real) {
    if (real.STRIPE_SECRET_KEY.includes("_live_")) {
      throw new CommandFailure(
        "STRIPE_SECRET_KEY is a live key: on a laptop use a test key, or none for the simulator",
      );
    }
    return { standIns: [], variables: { ...real, STRIPE_API_URL: "" }, place: "Stripe (your STRIPE_SECRET_KEY)" };
  }
  const url = loopbackUrl(ports.stripe);
  return {
    standIns: [
      standIn("stripe", {
        PORT: String(ports.stripe),
        STRIPE_SECRET_KEY: keys.stripeSecretKey,
        STRIPE_WEBHOOK_SECRET: keys.stripeWebhookSecret,
        STRIPE_WEBHOOK_URL: `${loopbackUrl(ports.product)}/api/webhook/stripe`,
        STRIPE_DATA_FILE: join(dataDirectory, "stripe.db"),
        STRIPE_TIME_SCALE: String(timeScale),
      }),
    ],
    variables: {
      STRIPE_SECRET_KEY: keys.stripeSecretKey,
      STRIPE_WEBHOOK_SECRET: keys.stripeWebhookSecret,
      STRIPE_API_URL: url,
    },
    place: `${url} (a simulator: no real money)`,
  };
}
