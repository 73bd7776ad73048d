/** An amount in integer minor units (cents) of an ISO 4217 currency, lower case as Stripe writes it ("eur"). */
export interface Money {
  readonly amountMinor: number;
  readonly currency: string;
}

/** For people: 4500 eur → "€45.00". Falls back to the code when the runtime does not know the currency. */
export function formatMoney({ amountMinor, currency }: Money): string {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.format(amountMinor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
}
