/**
 * pretix's public seating-plan format, `src/pretix/static/seating/seating-plan.schema.json` in pretix/pretix, as far as
 * Sluice uses it. Each schema checks one level and leaves the lists inside it unknown, so that the reader can walk them
 * one by one: problems stay bounded and can name their zone, row and seat.
 *
 * Members that are not listed are ignored: pretix's editor writes more than its schema tells, and newer versions more
 * still. The first version of the schema, where areas were plain rectangles, is read as well.
 */
import { z } from "zod";

const MAX_COORDINATE_PX = 1_000_000;
export const MAX_TEXT_LENGTH = 200;

/** PostgreSQL's jsonb takes neither NUL nor half a surrogate pair, and control characters break tickets and mails. */
const UNPRINTABLE = /[^\P{Cc}\t\n\r]/u;
const text = z
  .string()
  .max(MAX_TEXT_LENGTH)
  .refine((value) => value.isWellFormed() && !UNPRINTABLE.test(value), "has characters that cannot be printed");
const coordinate = z.number().min(-MAX_COORDINATE_PX).max(MAX_COORDINATE_PX);
const extent = z.number().min(0).max(MAX_COORDINATE_PX);
const position = z.object({ x: coordinate, y: coordinate });
const items = z.array(z.unknown());

export const pretixPlanSchema = z.object({
  name: text,
  categories: items,
  zones: items,
  size: z.object({ width: extent, height: extent }).optional(),
});

export const pretixCategorySchema = z.object({ name: text.min(1), color: text.nullish() });

export const pretixZoneSchema = z.object({
  name: text.optional(),
  zone_id: text.optional(),
  position,
  rows: items,
  areas: items.nullish(),
});

export const pretixRowSchema = z.object({
  row_number: text,
  row_label: text.nullish(),
  position: position.nullish(),
  seats: items,
});

export const pretixSeatSchema = z.object({
  seat_guid: text.min(1),
  seat_number: text,
  position,
  category: text,
});

export const pretixAreaSchema = z.object({
  shape: z.enum(["polygon", "rectangle", "ellipse", "circle", "text"]).optional(),
  position: position.optional(),
  rotation: z.number().nullish(),
  color: text.nullish(),
  border_color: text.nullish(),
  rectangle: z.object({ width: extent, height: extent }).nullish(),
  circle: z.object({ radius: extent }).nullish(),
  ellipse: z.object({ radius: z.object({ x: extent, y: extent }) }).nullish(),
  polygon: z.object({ points: z.array(position).max(2_000) }).nullish(),
  text: z
    .union([text, z.object({ text, color: text.nullish(), size: extent.nullish(), position: position.nullish() })])
    .nullish(),
  /** Version 1 of the format: no `shape`, a plain string as text. */
  width: extent.optional(),
  height: extent.optional(),
});

export type PretixArea = z.infer<typeof pretixAreaSchema>;

/** What our generators write: the current version of the format, strictly. */
export interface PretixPlan {
  readonly name: string;
  readonly size: { readonly width: number; readonly height: number };
  readonly categories: readonly { readonly name: string; readonly color: string }[];
  readonly zones: readonly PretixZone[];
}

export interface PretixZone {
  readonly name: string;
  readonly zone_id: string;
  readonly position: PretixPosition;
  readonly rows: readonly PretixRow[];
  readonly areas: readonly PretixArea[];
}

export interface PretixRow {
  readonly row_number: string;
  readonly row_number_position: "start" | "end" | "both" | null;
  readonly position: PretixPosition;
  readonly seats: readonly PretixSeat[];
}

export interface PretixSeat {
  readonly seat_guid: string;
  readonly seat_number: string;
  readonly position: PretixPosition;
  readonly category: string;
}

export interface PretixPosition {
  readonly x: number;
  readonly y: number;
}
