/** A figure for people: a number of things, or money in minor units of a currency. */
export function sumText(figure: number, currency: string | null): string {
  if (currency === null) return figure.toLocaleString("en");
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.format(figure / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
