import type { PretixArea, PretixPlan, PretixRow, PretixSeat, PretixZone } from "../../domain/plan/pretix-plan.ts";
import { roundPx } from "../../domain/plan/read-pretix-area.ts";
import { cut, pointOnRow, rowLengthPx, stretchesAround } from "./stadium-geometry.ts";
import type { Point, Side, Stretch } from "./stadium-geometry.ts";

export const STADIUM_SEATS = 100_000;
export const STADIUM_FLOOR = "Floor";

/** Half a metre per seat, 80 cm per row, at 20 pixels per metre. */
const SEAT_PITCH_PX = 10;
const ROW_DEPTH_PX = 16;
const AISLE_PX = 24;
const HALF_X_PX = 760;
const HALF_Y_PX = 400;
const WIDTH_PX = 5_640;
const HEIGHT_PX = 4_920;
const CENTRE: Point = { x: WIDTH_PX / 2, y: HEIGHT_PX / 2 };
const STAGE: Point = { x: -870, y: 0 };
/** What is best seen from in front of it: nearness to the stage itself would praise the seats behind. Pixels of the drawing. */
export const STADIUM_FOCUS: Point = { x: CENTRE.x - 200, y: CENTRE.y };

interface Tier {
  readonly name: string;
  /** Of the first row, from the rectangle. */
  readonly outPx: number;
  readonly rows: number;
  /** Blocks per long side, short side and corner. */
  readonly blocks: { readonly long: number; readonly short: number; readonly corner: number };
}

const TIERS: readonly Tier[] = [
  { name: "1", outPx: 460, rows: 30, blocks: { long: 7, short: 4, corner: 3 } },
  { name: "2", outPx: 1_010, rows: 20, blocks: { long: 7, short: 4, corner: 4 } },
  { name: "3", outPx: 1_400, rows: 40, blocks: { long: 7, short: 4, corner: 6 } },
];

/** By distance from the stage, nearest first. */
const NEAR_CATEGORIES = [
  { name: "Category 1", color: "#b3261e", withinPx: 1_650 },
  { name: "Category 2", color: "#e07a1f", withinPx: 2_250 },
  { name: "Category 3", color: "#d9b310", withinPx: 2_800 },
  { name: "Category 4", color: "#3f8f5f", withinPx: 3_350 },
] as const;
/** Everything farther away, and what looks at the stage from behind. */
const FAR_CATEGORY = { name: "Category 5", color: "#3b6fb5" };
const FLOOR_CATEGORY = { name: "Standing", color: "#7a5195" };

interface Block {
  readonly name: string;
  readonly category: string;
  readonly tier: Tier;
  readonly stretch: Stretch;
  /** Seats of each row, front to back. */
  readonly seatCounts: number[];
}

/**
 * A stadium for a concert as a plan in pretix's format: three tiers around the pitch, the stage in the west, a standing
 * floor, 100,000 seats exactly. The same every time.
 */
export function generateStadium(): PretixPlan {
  const blocks = TIERS.flatMap(blocksOfTier);
  trim(blocks);
  return {
    name: "Sluice Arena",
    size: { width: WIDTH_PX, height: HEIGHT_PX },
    categories: [...NEAR_CATEGORIES.map(({ name, color }) => ({ name, color })), FAR_CATEGORY, FLOOR_CATEGORY],
    zones: [floor(), ...blocks.map(zoneOfBlock)],
  };
}

function blocksOfTier(tier: Tier): Block[] {
  const stretches = stretchesAround(HALF_X_PX, HALF_Y_PX).flatMap(({ name, stretch }) =>
    cut(stretch, blocksOn(name, tier)).map((part) => ({ side: name, part })),
  );
  return stretches
    .map(({ side, part }, i) => blockOf(tier, side, part, `${tier.name}${String(i + 1).padStart(2, "0")}`))
    .filter((block) => block.seatCounts.length > 0);
}

function blocksOn(side: Side["name"], { blocks }: Tier): number {
  if (side.includes("-")) return blocks.corner;
  return side === "north" || side === "south" ? blocks.long : blocks.short;
}

function blockOf(tier: Tier, side: Side["name"], stretch: Stretch, name: string): Block {
  // The lower tier has no seats behind the stage: that is where the trucks stand.
  const rows = side === "west" && tier === TIERS[0] ? 0 : tier.rows;
  const seatCounts = Array.from({ length: rows }, (_, row) =>
    Math.floor((rowLengthPx(stretch, outOfRow(tier, row)) - AISLE_PX) / SEAT_PITCH_PX),
  );
  const middle = pointOnRow(stretch, outOfRow(tier, rows / 2), 0);
  return { name, category: categoryAt(middle), tier, stretch, seatCounts };
}

function outOfRow(tier: Tier, row: number): number {
  return tier.outPx + row * ROW_DEPTH_PX;
}

function categoryAt(middle: Point): string {
  const isBehindStage = middle.x < STAGE.x - 480;
  const distancePx = Math.hypot(middle.x - STAGE.x, middle.y - STAGE.y);
  const near = NEAR_CATEGORIES.find((category) => distancePx < category.withinPx);
  return isBehindStage || near === undefined ? FAR_CATEGORY.name : near.name;
}

/** Shortens the last rows under the roof, seat by seat and block by block, until the count is right. */
function trim(blocks: readonly Block[]): void {
  const total = blocks.flatMap((block) => block.seatCounts).reduce((sum, count) => sum + count, 0);
  const upper = blocks.filter((block) => block.tier === TIERS.at(-1));
  for (let surplus = total - STADIUM_SEATS, i = 0; surplus > 0; surplus--, i++) {
    const counts = upper[i % upper.length]?.seatCounts;
    const last = counts?.at(-1);
    if (counts !== undefined && last !== undefined) counts[counts.length - 1] = last - 1;
  }
}

function zoneOfBlock(block: Block): PretixZone {
  const origin = rounded(pointOnRow(block.stretch, block.tier.outPx, 0));
  return {
    name: `Block ${block.name}`,
    zone_id: block.name,
    position: rounded({ x: CENTRE.x + origin.x, y: CENTRE.y + origin.y }),
    rows: block.seatCounts.map((_, row) => rowOfBlock(block, row, origin)),
    areas: [],
  };
}

function rowOfBlock(block: Block, row: number, origin: Point): PretixRow {
  const outPx = outOfRow(block.tier, row);
  const count = block.seatCounts[row] ?? 0;
  const middle = rounded(pointOnRow(block.stretch, outPx, 0));
  const seats = Array.from({ length: count }, (_, i): PretixSeat => {
    const point = pointOnRow(block.stretch, outPx, (i - (count - 1) / 2) * SEAT_PITCH_PX);
    return {
      seat_guid: `${block.name}-${row + 1}-${i + 1}`,
      seat_number: String(i + 1),
      position: rounded({ x: point.x - middle.x, y: point.y - middle.y }),
      category: block.category,
    };
  });
  return {
    row_number: String(row + 1),
    row_number_position: "both",
    position: rounded({ x: middle.x - origin.x, y: middle.y - origin.y }),
    seats,
  };
}

function floor(): PretixZone {
  const areas = [
    area("#2f6b3a", "#2f6b3a", -1_050, -680, 2_100, 1_360, ""),
    area("#ede7f3", FLOOR_CATEGORY.color, -640, -600, 1_620, 1_200, STADIUM_FLOOR),
    area("#2b2b33", "#000000", -1_120, -380, 400, 760, "Stage"),
    area("#2b2b33", "#000000", -720, -60, 300, 120, ""),
  ];
  return { name: STADIUM_FLOOR, zone_id: "floor", position: CENTRE, rows: [], areas };
}

function area(
  color: string,
  borderColor: string,
  x: number,
  y: number,
  width: number,
  height: number,
  text: string,
): PretixArea {
  return {
    shape: "rectangle",
    color,
    border_color: borderColor,
    rotation: 0,
    position: { x, y },
    rectangle: { width, height },
    text: {
      text,
      color: text === "Stage" ? "#ffffff" : "#333333",
      size: 90,
      position: { x: width / 2, y: height / 2 },
    },
  };
}

function rounded({ x, y }: Point): Point {
  return { x: roundPx(x), y: roundPx(y) };
}
