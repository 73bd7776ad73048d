/**
 * An amount as people write it, in the currency's minor units: "12.50" eur and "1250" are the same, since a point says that
 * these are whole euros. Throws an error that names what is wrong with it.
 */
export function minorAmount(text: string, currency: string): number {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  const [, whole = "", decimals] = /^(\d{1,12})(?:\.(\d+))?$/.exec(text) ?? [];
  const isWhole = whole !== "" && (decimals === undefined || decimals.length === digits);
  const amount = isWhole ? Number(whole + (decimals ?? "")) : 0;
  if (amount > 0) return amount;
  const example = digits === 0 ? "1250" : `12.${"50".padEnd(digits, "0").slice(0, digits)} or, in minor units, 1250`;
  throw new Error(`--amount ${text}: in ${currency}, such as ${example}`);
}
