const GAP = "  ";

/** Rows of cells as indented lines, each column as wide as its widest cell. */
export function alignColumns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.entries()) widths[i] = Math.max(widths[i] ?? 0, cell.length);
  return rows.map((row) => (GAP + row.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join(GAP)).trimEnd());
}
