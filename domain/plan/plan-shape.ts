/** One drawn shape of a plan, absolute pixels, angle in degrees. `text` is also the name of a standing area. */
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
  /** Only for polygons: corners, absolute. */
  readonly points: readonly { readonly x: number; readonly y: number }[];
}
