/** Something that goes wrong, and how it is put right. */
export interface Fault {
  /** Resolves once it has begun or, for one that is over at once, once whoever was hurt is back. */
  readonly inject: () => Promise<void>;
  /** Resolves once it is over. Safe to call when nothing was injected, and twice. */
  readonly heal: () => Promise<void>;
}

/** To `heal` what heals by itself. */
export async function nothingToHeal(): Promise<void> {}
