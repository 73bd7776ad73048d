import { env } from "cloudflare:workers";
import type { CommandBatch, EventConfig, EventObjectRpc } from "../../../domain/contract/event-object.ts";
import { CONTRACT_VERSION, type Command } from "../../../domain/contract/event-object.ts";
import { mintEventId, type EventId } from "../../../domain/contract/ids.ts";
import { CONFIG } from "../../../domain/inventory/testing/sale.ts";
import { asContract } from "../event-asker.ts";
import type { EventObject } from "../event-object.ts";

const TRACE = { requestId: "req_test", traceparent: "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01" };

export interface NewEvent {
  readonly config: EventConfig;
  /** A stub for `runInDurableObject` and its like. */
  readonly stub: () => DurableObjectStub<EventObject>;
  /** The object as a Worker calls it; a new stub each time, because an abort breaks the old one. */
  readonly object: () => EventObjectRpc;
}

/** An event of its own for each test: nothing is shared and nothing needs cleaning up. */
export function newEvent(config: Partial<EventConfig> = {}): NewEvent {
  const eventId: EventId = mintEventId();
  const stub = (): DurableObjectStub<EventObject> => env.EVENT.getByName(eventId);
  return {
    config: { ...CONFIG, eventId, ...config },
    stub,
    object: () => asContract<EventObjectRpc>(env.EVENT).getByName(eventId),
  };
}

export function batchOf(...commands: readonly Command[]): CommandBatch {
  return { contract: CONTRACT_VERSION, commands, traces: commands.map(() => TRACE) };
}
