import { createRoute } from "@hono/zod-openapi";
import { bookingQuerySchema, bookingSchema } from "../../../domain/contract/wire/bookings.ts";
import { pageOf } from "../../../domain/contract/wire/common.ts";
import { listBookings } from "../../use-cases/list-bookings.ts";
import { newRouter } from "../new-router.ts";
import { jsonAnswer, problems, readingOwn, signedInOnly } from "../route-parts.ts";

const route = createRoute({
  method: "get",
  path: "/bookings",
  tags: ["bookings"],
  summary: "Your bookings, newest first",
  middleware: readingOwn,
  security: signedInOnly,
  request: { query: bookingQuerySchema },
  responses: { 200: jsonAnswer(pageOf(bookingSchema), "A page of bookings"), ...problems(401, 429) },
});

export const listBookingsRoute = newRouter().openapi(route, async (context) => {
  const { event_id, page, pageSize } = context.req.valid("query");
  const { services } = context.get("kept");
  const listed = await listBookings(services, context.get("buyer"), { page, pageSize }, event_id?.event);
  return context.json({ items: [...listed.items], page, pageSize, total: listed.total }, 200);
});
