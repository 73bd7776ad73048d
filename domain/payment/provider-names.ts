/** Who takes money for us; `free` is nobody, for what costs nothing. A payment keeps the provider it was opened with. */
export const PROVIDER_NAMES = ["stripe", "gateway"] as const;
export type ProviderName = (typeof PROVIDER_NAMES)[number];
