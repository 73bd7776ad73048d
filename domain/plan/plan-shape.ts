/**
 * One drawn shape of a plan, absolute pixels. `text` is also the name of a standing area.
 *
 * x and y are the left top corner of a rectangle, the middle of a circle or ellipse, the origin of a polygon's points
 * (which are absolute already) or the anchor of a text. `rotation` turns the shape around that point, in degrees
 * clockwise. Width and height are 0 for polygons and texts.
 */
export interface PlanShape {
  /** Index into the plan's zones. */
  readonly zone: number;
  readonly shape: "rectangle" | "circle" | "ellipse" | "polygon" | "text";
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly rotation: number;
  readonly color: string | null;
  readonly borderColor: string | null;
  readonly text: string | null;
  /** How `text` is drawn: middle of the text, absolute, and its height. Null without text. */
  readonly textStyle: {
    readonly x: number;
    readonly y: number;
    readonly sizePx: number;
    readonly color: string | null;
  } | null;
  /** Only for polygons: corners, absolute. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}
