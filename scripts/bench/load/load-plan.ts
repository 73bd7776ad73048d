/** What the load generator is told, and what it reports: the messages between it and the bench. */
export interface LoadPlan {
  readonly ports: readonly number[];
  readonly connections: number;
  readonly requests: readonly LoadRequest[];
  /** The first so many are sent before the clock starts: caches fill, code is compiled, buyers are known. */
  readonly runIn: number;
  /**
   * Null: a closed loop, each connection asks again when it has its answer. Else when each request after the run-in is due,
   * in ms after the start, ascending: an open loop, whose latencies count from then, whether or not a connection was free.
   */
  readonly arrivalsMs: Float64Array | null;
}

export interface LoadRequest {
  /** Index of its port. A buyer keeps his, as a browser keeps its connection. */
  readonly lane: number;
  readonly bytes: Uint8Array;
}

export interface LoadResult {
  readonly seconds: number;
  /** How often each status was answered. */
  readonly statuses: Readonly<Record<number, number>>;
  /** Of each request, ascending. */
  readonly latenciesMs: Float64Array;
  /** The first answer that was neither a success nor a conflict, as it came. */
  readonly oddity: string | null;
}

/** The generator has its connections and has run in: the clock may start when the bench says `go`. */
export const READY = "ready";
export const GO = "go";
