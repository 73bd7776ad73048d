/**
 * The contract between a Worker and a gate. An event with K gates has the objects "<event id>/0" … "<event id>/K−1"; a
 * buyer's commands and a visitor's polls go to the gate of his id's hash (`gateOf`). Gates keep nothing that may not be lost.
 */
import type { Result } from "../result.ts";
import type { CommandAnswer, CommandBatch } from "./event-object.ts";
import type { EventId } from "./ids.ts";
import type { Presence, PresenceAnswer, QueueLoad, QueueSnapshot } from "./waiting-room.ts";

/** Every call names the event: a gate has no storage to remember it. */
export interface GateObjectRpc {
  /** Combines batches of many isolates into few RPCs to the event's object. */
  execute(event: EventId, batch: CommandBatch): Promise<Result<readonly CommandAnswer[]>>;
  /** Takes what an isolate owes, gives the snapshot. */
  snapshot(event: EventId, gate: number, load: QueueLoad): Promise<Result<QueueSnapshot>>;
  /** Invited visitors who poll. answers[i] belongs to present[i]. */
  present(event: EventId, gate: number, present: readonly Presence[]): Promise<Result<readonly PresenceAnswer[]>>;
  /** A frame of the live feed (live-feed.ts) for all sockets. False: nobody listens, do not push again. */
  push(frame: Uint8Array): Promise<boolean>;
  counters(): Promise<GateCounters>;
}

export interface GateCounters {
  readonly rpcs: number;
  readonly commands: number;
  /** RPCs to the event's object. */
  readonly sent: number;
  readonly sockets: number;
  readonly frames: number;
}

export function gateName(event: EventId, gate: number): string {
  return `${event}/${gate}`;
}

/** 32 bits of FNV-1a of a buyer's or visitor's id, spread over the gates. `gates` ≥ 1. */
export function gateOf(id: string, gates: number): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < id.length; i++) hash = Math.imul(hash ^ id.charCodeAt(i), 0x01000193) >>> 0;
  return ((hash ^ (hash >>> 15)) >>> 0) % gates;
}
