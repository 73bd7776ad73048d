import { createRoute } from "@hono/zod-openapi";
import {
  reconciledSchema,
  reconcileRequestSchema,
  type ReconciledWire,
} from "../../../domain/contract/wire/operations.ts";
import { reconcilePage } from "../../steps/reconcile/reconcile-page.ts";
import type { Finding } from "../../steps/reconcile/finding.ts";
import { relaySoon } from "../../steps/relay.ts";
import { operatorOnly } from "../middleware/operator-only.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { byOperator, jsonAnswer, jsonBody, problems } from "../route-parts.ts";

const NO_EVENT: ReconciledWire = { event_id: null, checked: 0, findings: [], next: null, next_event_id: null };

const route = createRoute({
  method: "post",
  path: "/operations/reconcile",
  tags: ["operations"],
  summary: "Compare a page of an event's bookings in object and Postgres, and bring together what differs",
  middleware: [operatorOnly],
  security: byOperator,
  request: { body: jsonBody(reconcileRequestSchema) },
  responses: {
    200: jsonAnswer(reconciledSchema, "What was found, and done about it"),
    ...problems(401, 403, 404, 503),
  },
});

export const reconcileRoute = newRouter().openapi(route, async (context) => {
  const { services } = context.get("kept");
  const { event_id, after } = context.req.valid("json");
  const event = event_id?.event ?? (await services.reconciler.eventAfter(null));
  if (event === undefined) return context.json(NO_EVENT, 200);
  const page = await reconcilePage(services, event, after?.booking ?? null);
  if (!page.ok) return problem(page.refusal);
  const { checked, findings, next } = page.value;
  if (findings.some(({ outcome }) => outcome === "sent_again")) relaySoon(services);
  const nextEvent = await services.reconciler.eventAfter(event);
  const found = findings.map(findingView);
  return context.json({ event_id: event, checked, findings: found, next, next_event_id: nextEvent ?? null }, 200);
});

function findingView({ bookingId, paymentId, outcome, detail }: Finding): ReconciledWire["findings"][number] {
  return { booking_id: bookingId, payment_id: paymentId, outcome, detail };
}
