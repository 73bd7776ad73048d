import { createRoute, z } from "@hono/zod-openapi";
import type { Availability } from "../../../domain/contract/event-object.ts";
import { areaId, type EventId } from "../../../domain/contract/ids.ts";
import { eventIdSchema } from "../../../domain/contract/wire/common.ts";
import { availabilitySchema, type AvailabilityWire } from "../../../domain/contract/wire/events.ts";
import { encodeSnapshot } from "../../../domain/live-feed/encode-snapshot.ts";
import { feedSnapshotOf } from "../../../domain/live-feed/feed-snapshot-of.ts";
import { currentContext } from "../../request-context.ts";
import { newRouter } from "../new-router.ts";
import { problem } from "../problem.ts";
import { jsonAnswer, problems, readingPublic } from "../route-parts.ts";

/** On top of the second that the edge keeps an answer. */
const MAX_AGE_MS = 250;
const FRAME_TYPE = "application/octet-stream";

const route = createRoute({
  method: "get",
  path: "/events/{id}/availability",
  tags: ["catalogue"],
  summary: "How many seats and places are free, held, reserved, sold and blocked; about a second old",
  description: `As ${FRAME_TYPE}: the snapshot of the live feed, with each seat's status. Ask again with If-None-Match.`,
  middleware: readingPublic,
  request: { params: z.object({ id: eventIdSchema }) },
  responses: { 200: jsonAnswer(availabilitySchema, "The counts"), ...problems(404, 429, 503) },
});

/** A crowd that looks on costs the event's object one question per second and colo: all others are answered by the edge. */
export const getAvailabilityRoute = newRouter().openapi(route, async (context) => {
  const { event } = context.req.valid("param").id;
  const { inventory, edgeCache, publicUrl } = context.get("kept").services;
  const asFrame = context.req.header("accept")?.includes(FRAME_TYPE) ?? false;
  const address = `${publicUrl}/api/events/${event}/availability?as=${asFrame ? "frame" : "json"}`;
  const kept = await edgeCache.find(address);
  if (kept !== undefined) return unlessKnown(kept, context.req.header("if-none-match"));

  const house = await inventory.availability(event, MAX_AGE_MS);
  if (!house.ok) return problem(house.refusal);
  const answer = asFrame ? frameOf(house.value) : countsOf(event, house.value);
  currentContext().waitUntil(edgeCache.keep(address, answer.clone()));
  return unlessKnown(answer, context.req.header("if-none-match"));
});

function frameOf(house: Availability): Response {
  return new Response(encodeSnapshot(feedSnapshotOf(house)), { headers: headersOf(house, FRAME_TYPE, "frame") });
}

function countsOf(event: EventId, house: Availability): Response {
  const { version, atMs, seats, areas } = house;
  const counts: AvailabilityWire = {
    event_id: event,
    version,
    at: new Date(atMs).toISOString(),
    seats,
    areas: areas.map((area, index) => ({ id: areaId(event, index), ...area })),
  };
  return new Response(JSON.stringify(counts), { headers: headersOf(house, "application/json", "json") });
}

/** Weak (RFC 9110, section 8.8.1): answers of one version say the same, but for the time at which it was looked at. */
function headersOf({ version }: Availability, type: string, representation: string): Record<string, string> {
  return {
    "content-type": type,
    etag: `W/"${version}-${representation}"`,
    "cache-control": "public, max-age=1",
    vary: "accept",
  };
}

/** 304 for who has this version; a copy otherwise, as what comes out of the cache cannot be given further headers. */
function unlessKnown(answer: Response, ifNoneMatch: string | undefined): Response {
  const headers = new Headers();
  for (const name of ["content-type", "etag", "cache-control", "vary"]) {
    headers.set(name, answer.headers.get(name) ?? "");
  }
  const known = ifNoneMatch?.split(",").map((tag) => tag.trim().replace(/^W\//, "")) ?? [];
  const tag = headers.get("etag")?.replace(/^W\//, "") ?? "";
  if (known.includes(tag) || known.includes("*")) return new Response(null, { status: 304, headers });
  return new Response(answer.body, { headers });
}
