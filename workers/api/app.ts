import { OpenAPIHono } from "@hono/zod-openapi";
import { PASS_HEADER } from "../../domain/contract/wire/queue.ts";
import { refuse } from "../../domain/result.ts";
import { answerError } from "./answer-error.ts";
import type { AppEnv, Kept } from "./app-env.ts";
import { buyRoute } from "./bookings/buy.ts";
import { cancelBookingRoute } from "./bookings/cancel-booking.ts";
import { createBookingRoute } from "./bookings/create-booking.ts";
import { getBookingRoute } from "./bookings/get-booking.ts";
import { initiatePaymentRoute } from "./bookings/initiate-payment.ts";
import { listBookingsRoute } from "./bookings/list-bookings.ts";
import { paymentStatusRoute } from "./bookings/payment-status.ts";
import { getAvailabilityRoute } from "./events/get-availability.ts";
import { getEventRoute } from "./events/get-event.ts";
import { getPlanRoute } from "./events/get-plan.ts";
import { listEventsRoute } from "./events/list-events.ts";
import { liveFeedRoute } from "./events/live-feed.ts";
import { searchEventsRoute } from "./events/search-events.ts";
import { requestBodyLimit } from "./middleware/body-limit.ts";
import { jsonOnly } from "./middleware/json-only.ts";
import { notCached } from "./middleware/not-cached.ts";
import { rateLimited } from "./middleware/rate-limited.ts";
import { requestLog } from "./middleware/request-log.ts";
import { apiHeaders } from "./middleware/secure-headers.ts";
import { healthRoutes } from "./operations/health.ts";
import { internalStepsRoute } from "./operations/internal-steps.ts";
import { objectCountersRoute } from "./operations/object-counters.ts";
import { operatorRoutes } from "./operations/operator-routes.ts";
import { resetRoute } from "./operations/reset.ts";
import { breakerStatusRoute } from "./payments/breaker-status.ts";
import { gatewayWebhookRoute } from "./payments/gateway-webhook.ts";
import { returnPagesRoute } from "./payments/return-pages.ts";
import { stripeWebhookRoute } from "./payments/stripe-webhook.ts";
import { problem } from "./problem.ts";
import { claimPassRoute } from "./queue/claim-pass.ts";
import { joinQueueRoute } from "./queue/join-queue.ts";
import { leaveQueueRoute } from "./queue/leave-queue.ts";
import { pollQueueRoute } from "./queue/poll-queue.ts";
import { readDrawRoute } from "./queue/read-draw.ts";
import { verifyAddressRoute } from "./queue/verify-address.ts";
import { BASIC_AUTH, OPERATOR_AUTH, PASS_AUTH } from "./route-parts.ts";
import { listSeatsRoute } from "./seats/list-seats.ts";
import { releaseSeatsRoute } from "./seats/release-seats.ts";
import { selectSeatsRoute } from "./seats/select-seats.ts";
import { ticketQrRoute } from "./tickets/ticket-qr.ts";

/** The routes of buyers: each file is one route and its contract; the literal path stands before the one with a parameter. */
const buyerRoutes = [
  listEventsRoute,
  searchEventsRoute,
  getEventRoute,
  getPlanRoute,
  getAvailabilityRoute,
  liveFeedRoute,
  listSeatsRoute,
  selectSeatsRoute,
  releaseSeatsRoute,
  createBookingRoute,
  listBookingsRoute,
  initiatePaymentRoute,
  cancelBookingRoute,
  getBookingRoute,
  paymentStatusRoute,
  buyRoute,
  breakerStatusRoute,
  joinQueueRoute,
  pollQueueRoute,
  claimPassRoute,
  leaveQueueRoute,
  readDrawRoute,
];

const DOCUMENT = {
  openapi: "3.1.0",
  info: { title: "Sluice", version: "1", description: "Booking for high-demand sales. Errors are RFC 9457 problems." },
};

/** The whole HTTP surface. `kept` is what the isolate keeps; it is given, so that tests can give their own. */
export function createApp(kept: Kept): OpenAPIHono<AppEnv> {
  const app = new OpenAPIHono<AppEnv>();
  app.use(async (context, next) => {
    context.set("kept", kept);
    await next();
  });
  app.use(requestLog);
  app.use("/api/*", apiHeaders, notCached);
  app.route("/", healthRoutes);

  // Routes of machines come first: they have body limits of their own.
  for (const route of [stripeWebhookRoute, gatewayWebhookRoute, internalStepsRoute]) app.route("/api", route);
  app.use("/api/*", requestBodyLimit, jsonOnly);
  for (const route of [...buyerRoutes, ...operatorRoutes]) app.route("/api", route);
  for (const route of [returnPagesRoute, verifyAddressRoute, ticketQrRoute, resetRoute, objectCountersRoute])
    app.route("/api", route);
  app.openAPIRegistry.registerComponent("securitySchemes", BASIC_AUTH, { type: "http", scheme: "basic" });
  app.openAPIRegistry.registerComponent("securitySchemes", PASS_AUTH, {
    type: "apiKey",
    in: "header",
    name: PASS_HEADER,
  });
  app.openAPIRegistry.registerComponent("securitySchemes", OPERATOR_AUTH, { type: "http", scheme: "bearer" });
  let document: string | undefined;
  app.get("/api/openapi.json", rateLimited("reading"), (context) => {
    document ??= JSON.stringify(app.getOpenAPI31Document(DOCUMENT));
    return context.body(document, 200, { "content-type": "application/json" });
  });

  app.all("/api/*", () => problem(refuse("not_found").refusal));
  // On Cloudflare files never come here; on a laptop this is where they are served.
  app.all("*", (context) => context.env.ASSETS.fetch(context.req.raw));

  app.onError((error) => answerError(kept, error));
  return app;
}
