import { createRoute, z } from "@hono/zod-openapi";
import type { BookingSnapshot } from "../../../domain/contract/event-object.ts";
import { eventIdSchema } from "../../../domain/contract/wire/common.ts";
import {
  bookingsPageQuerySchema,
  objectBookingsSchema,
  type ObjectBookingsWire,
} from "../../../domain/contract/wire/inspection.ts";
import { refuse } from "../../../domain/result.ts";
import { operatorOnly } from "../middleware/operator-only.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { byOperator, jsonAnswer, problems } from "../route-parts.ts";

const route = createRoute({
  method: "get",
  path: "/operations/events/{id}/bookings",
  tags: ["operations"],
  summary: "All bookings that the event's object remembers, by id, page by page",
  middleware: [operatorOnly],
  security: byOperator,
  request: { params: z.object({ id: eventIdSchema }), query: bookingsPageQuerySchema },
  responses: { 200: jsonAnswer(objectBookingsSchema, "A page"), ...problems(401, 403, 404, 503) },
});

export const listObjectBookingsRoute = newRouter().openapi(route, async (context) => {
  const { event } = context.req.valid("param").id;
  const { after, limit } = context.req.valid("query");
  if (after !== undefined && after.event !== event) {
    return problem(
      refuse("validation_failed", { errors: [{ field: "after", detail: "is of another event" }] }).refusal,
    );
  }
  const page = await context.get("kept").services.inventory.bookingsPage(event, after?.booking ?? null, limit);
  if (!page.ok) return problem(page.refusal);
  const { version, bookings, next } = page.value;
  return context.json({ event_id: event, version, bookings: bookings.map(bookingView), next }, 200);
});

function bookingView(booking: BookingSnapshot): ObjectBookingsWire["bookings"][number] {
  return {
    id: booking.id,
    buyer_id: booking.buyerId,
    status: booking.status,
    seats: booking.seats.map(({ seat, priceMinor }) => ({ seat, price_minor: priceMinor })),
    places: booking.places.map(({ area, count, priceMinor }) => ({ area, count, price_minor: priceMinor })),
    total_minor: booking.totalMinor,
    currency: booking.currency,
    deadline: booking.deadlineMs === null ? null : new Date(booking.deadlineMs).toISOString(),
    payment_id: booking.paymentId,
    created_at: new Date(booking.createdAtMs).toISOString(),
    version: booking.version,
  };
}
