/** A time as tables show it, in UTC: 2026-11-21 10:00:00.250. */
export function timeText(atMs: number): string {
  return new Date(atMs).toISOString().replace("T", " ").replace("Z", "");
}
