import { createRoute, z } from "@hono/zod-openapi";
import { newRouter } from "../new-router.ts";
import { jsonAnswer, readingPublic } from "../route-parts.ts";

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
  summary: "Whether the payment provider is being called",
  middleware: readingPublic,
  responses: { 200: jsonAnswer(z.object({ success: z.literal(true), circuit_breaker: breakerSchema }), "The breaker") },
});

export const breakerStatusRoute = newRouter().openapi(route, (context) =>
  context.json({ success: true as const, circuit_breaker: context.get("kept").services.provider.breaker() }, 200),
);
