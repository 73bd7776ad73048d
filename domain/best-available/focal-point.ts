import type { PlanLayout } from "../plan/plan-layout.ts";
import type { PlanShape } from "../plan/plan-shape.ts";

/** Pixels of the drawing, y downwards. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

/** How plans call it: a word of its own, so that a backstage bar is none. */
const STAGE = /(?<!\p{L})(?:stage|bühne|scène|escenario|palcoscenico)(?!\p{L})/iu;

/** What everybody looks at: the middle of the stage, where the plan draws one; else the middle of the drawing's upper edge. */
export function findFocalPoint({ shapes, width }: PlanLayout): Point {
  const stage = shapes.find(({ text }) => text !== null && STAGE.test(text));
  return stage === undefined ? { x: width / 2, y: 0 } : middleOf(stage);
}

function middleOf(shape: PlanShape): Point {
  const { x, y, width, height, points } = shape;
  switch (shape.shape) {
    case "circle":
    case "ellipse":
      return { x, y };
    case "text":
      return { x: shape.textStyle?.x ?? x, y: shape.textStyle?.y ?? y };
    case "polygon":
      return { x: middle(points.map((point) => point.x)) ?? x, y: middle(points.map((point) => point.y)) ?? y };
    case "rectangle": {
      // Turned around its left top corner, clockwise as drawn.
      const rad = (shape.rotation * Math.PI) / 180;
      const [cos, sin] = [Math.cos(rad), Math.sin(rad)];
      return { x: x + (width * cos - height * sin) / 2, y: y + (width * sin + height * cos) / 2 };
    }
  }
}

/** Half-way between the outermost. */
function middle(values: readonly number[]): number | undefined {
  if (values.length === 0) return undefined;
  const lowest = values.reduce((min, value) => Math.min(min, value));
  return (lowest + values.reduce((max, value) => Math.max(max, value))) / 2;
}
