/** Public randomness: drand, https://drand.love. Rounds come every `periodMs`, and nobody knows them before. */
export interface Beacon {
  /** The chain's hash, hex. */
  readonly chain: string;
  /** The first round that is published at or after a time. */
  roundAfter(atMs: number): number;
  /** The round's randomness, hex, 32 bytes. Throws when it is not published yet or the beacon cannot be reached. */
  randomness(round: number, signal: AbortSignal): Promise<string>;
}
