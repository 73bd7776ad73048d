/** What the bench and the process with the live sockets tell each other. */
export interface FeedListenersPlan {
  readonly urls: readonly string[];
}

/** Answer to the end: `bytes` that all sockets have received. */
export interface FeedReport {
  readonly seen: readonly FeedSighting[];
  readonly bytes: number;
}

/** When each socket saw that a seat had changed, by the machine's monotonic clock. */
export interface FeedSighting {
  readonly seat: number;
  readonly atMs: Float64Array;
}
