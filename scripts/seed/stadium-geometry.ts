/**
 * The ground lines of a stadium: a rectangle with round corners, around which rows of seats run at growing distance.
 * Along a straight side every row is as long as the first; along a corner rows fan out. Pixels, y downwards, the
 * middle of the pitch at 0, 0.
 */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** A stretch of the ground line, walked clockwise as seen on the drawing. */
export type Stretch =
  | { readonly kind: "side"; readonly from: Point; readonly along: Point; readonly lengthPx: number }
  | { readonly kind: "corner"; readonly centre: Point; readonly fromRad: number; readonly angleRad: number };

/** `name` tells where a stretch is, with the stage in the west. */
export interface Side {
  readonly name: "north" | "north-east" | "east" | "south-east" | "south" | "south-west" | "west" | "north-west";
  readonly stretch: Stretch;
}

/** The eight stretches around a rectangle of half-width `halfX` and half-height `halfY`, corners left out. */
export function stretchesAround(halfX: number, halfY: number): readonly Side[] {
  const quarter = Math.PI / 2;
  const side = (name: Side["name"], from: Point, along: Point, lengthPx: number): Side => ({
    name,
    stretch: { kind: "side", from, along, lengthPx },
  });
  const corner = (name: Side["name"], x: number, y: number, fromRad: number): Side => ({
    name,
    stretch: { kind: "corner", centre: { x, y }, fromRad, angleRad: quarter },
  });
  return [
    side("north", { x: -halfX, y: -halfY }, { x: 1, y: 0 }, 2 * halfX),
    corner("north-east", halfX, -halfY, -quarter),
    side("east", { x: halfX, y: -halfY }, { x: 0, y: 1 }, 2 * halfY),
    corner("south-east", halfX, halfY, 0),
    side("south", { x: halfX, y: halfY }, { x: -1, y: 0 }, 2 * halfX),
    corner("south-west", -halfX, halfY, quarter),
    side("west", { x: -halfX, y: halfY }, { x: 0, y: -1 }, 2 * halfY),
    corner("north-west", -halfX, -halfY, 2 * quarter),
  ];
}

/** A stretch cut into equal parts: one part is the ground line of one block of seats. */
export function cut(stretch: Stretch, parts: number): readonly Stretch[] {
  return Array.from({ length: parts }, (_, i) => {
    if (stretch.kind === "corner") {
      const angleRad = stretch.angleRad / parts;
      return { ...stretch, fromRad: stretch.fromRad + i * angleRad, angleRad };
    }
    const lengthPx = stretch.lengthPx / parts;
    const { from, along } = stretch;
    return { ...stretch, from: { x: from.x + along.x * lengthPx * i, y: from.y + along.y * lengthPx * i }, lengthPx };
  });
}

/** How long a row at `outPx` from the rectangle is within the stretch. */
export function rowLengthPx(stretch: Stretch, outPx: number): number {
  return stretch.kind === "side" ? stretch.lengthPx : stretch.angleRad * outPx;
}

/** The point `alongPx` from the middle of that row; negative towards its start. */
export function pointOnRow(stretch: Stretch, outPx: number, alongPx: number): Point {
  if (stretch.kind === "corner") {
    const rad = stretch.fromRad + stretch.angleRad / 2 + alongPx / outPx;
    return { x: stretch.centre.x + outPx * Math.cos(rad), y: stretch.centre.y + outPx * Math.sin(rad) };
  }
  const { from, along, lengthPx } = stretch;
  const t = lengthPx / 2 + alongPx;
  // Clockwise with y downwards: outwards is to the left of the way.
  return { x: from.x + along.x * t + along.y * outPx, y: from.y + along.y * t - along.x * outPx };
}
