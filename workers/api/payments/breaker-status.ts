import { createRoute, z } from "@hono/zod-openapi";
import { PROVIDER_NAMES } from "../../../domain/payment/provider-names.ts";
import { refuse } from "../../../domain/result.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { jsonAnswer, problems, readingPublic } from "../route-parts.ts";

const breakerSchema = z.object({
  state: z.enum(["Closed", "Open", "HalfOpen"]),
  failure_count: z.number(),
  threshold: z.number(),
  timeout_seconds: z.number(),
});

const route = createRoute({
  method: "get",
  path: "/payments/circuit-breaker-status",
  tags: ["payments"],
  summary: "Whether a payment provider is being called",
  middleware: readingPublic,
  request: { query: z.strictObject({ provider: z.enum(PROVIDER_NAMES).default("stripe") }) },
  responses: {
    200: jsonAnswer(z.object({ success: z.literal(true), circuit_breaker: breakerSchema }), "The breaker"),
    ...problems(404, 429),
  },
});

export const breakerStatusRoute = newRouter().openapi(route, async (context) => {
  const { provider: name } = context.req.valid("query");
  const provider = context.get("kept").services.providers.all.find((each) => each.name === name);
  if (provider === undefined) return problem(refuse("not_found").refusal);
  return context.json({ success: true as const, circuit_breaker: await provider.breaker() }, 200);
});
