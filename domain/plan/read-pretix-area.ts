import type { PlanShape } from "./plan-shape.ts";
import type { PretixArea, PretixPosition } from "./pretix-plan.ts";

const DEFAULT_TEXT_SIZE_PX = 16;
/** What is drawn as it stands: a name, #hex, rgb() or hsl(). Anything else (`url(…)`) might fetch, and is dropped. */
const PLAIN_COLOR = /^(?:[a-z]{1,30}|#[0-9a-f]{3,8}|(?:rgb|hsl)a?\([\d\s.,%/]{1,40}\))$/i;

export function plainColor(color: string | null | undefined): string | null {
  return typeof color === "string" && PLAIN_COLOR.test(color) ? color : null;
}

/** A tenth of a pixel is finer than anybody sees, and keeps the stored plan short. */
export function roundPx(value: number): number {
  return Math.round(value * 10) / 10;
}

/** One area of pretix's format, in a zone whose origin is `origin`, as an absolute shape. */
export function readPretixArea(area: PretixArea, zone: number, origin: PretixPosition): PlanShape {
  const at = (point: PretixPosition) => ({ x: roundPx(base.x + point.x), y: roundPx(base.y + point.y) });
  const base = { x: origin.x + (area.position?.x ?? 0), y: origin.y + (area.position?.y ?? 0) };
  const shape = area.shape ?? (area.width === undefined ? "text" : "rectangle");
  const text = readText(area);
  return {
    zone,
    shape,
    ...at({ x: 0, y: 0 }),
    ...extentOf(area, shape),
    rotation: area.rotation ?? 0,
    color: plainColor(area.color),
    borderColor: plainColor(area.border_color),
    text: text?.text ?? null,
    textStyle: text && { ...at(text.offset), sizePx: text.sizePx, color: text.color },
    points: shape === "polygon" ? (area.polygon?.points ?? []).map(at) : [],
  };
}

function extentOf(area: PretixArea, shape: PlanShape["shape"]): { width: number; height: number } {
  switch (shape) {
    case "rectangle":
      return {
        width: roundPx(area.rectangle?.width ?? area.width ?? 0),
        height: roundPx(area.rectangle?.height ?? area.height ?? 0),
      };
    case "circle":
      return { width: roundPx(2 * (area.circle?.radius ?? 0)), height: roundPx(2 * (area.circle?.radius ?? 0)) };
    case "ellipse":
      return { width: roundPx(2 * (area.ellipse?.radius.x ?? 0)), height: roundPx(2 * (area.ellipse?.radius.y ?? 0)) };
    case "polygon":
    case "text":
      return { width: 0, height: 0 };
  }
}

interface AreaText {
  readonly text: string;
  /** From the area's position. */
  readonly offset: PretixPosition;
  readonly sizePx: number;
  readonly color: string | null;
}

function readText({ text, width = 0, height = 0 }: PretixArea): AreaText | null {
  const value = (typeof text === "string" ? text : text?.text)?.trim() ?? "";
  if (value === "") return null;
  const style = typeof text === "string" ? null : text;
  return {
    text: value,
    offset: style?.position ?? { x: width / 2, y: height / 2 },
    sizePx: style?.size ?? DEFAULT_TEXT_SIZE_PX,
    color: plainColor(style?.color),
  };
}
