import type { ObjectCounters } from "../../domain/contract/event-object.ts";
import type { HoldWish } from "./draw-wishes.ts";
import type { LoadRequest } from "./load/load-plan.ts";

export interface NamedProcess {
  readonly name: string;
  readonly pid: number;
}

/** Who takes part: a server that runs, with all that it needs behind it. */
export interface Contender {
  readonly name: string;
  readonly title: string;
  readonly ports: readonly number[];
  /** It sells: a seat is held once. The limits (c) and (d) answer a constant. */
  readonly sells: boolean;
  /** Whose CPU time counts, with all that they started. */
  processes(): readonly NamedProcess[];
  /** A house with every seat free. Only the newest is used. */
  openHouse(): Promise<House>;
}

export interface House {
  /** A hold as this contender is asked for it. */
  request(wish: HoldWish): LoadRequest;
  /** Resolves when everything that is written behind the answers is written. */
  settle(): Promise<void>;
  /** What the event's object has done so far; null where there is none. */
  counters(): Promise<ObjectCounters | null>;
}

/** How many people ask: enough that nobody reaches a limit, in any round. */
export const BUYERS = 500;
