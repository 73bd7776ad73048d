import type { EventConfig, EventObjectRpc, Trace } from "../../domain/contract/event-object.ts";
import { gateName, type GateObjectRpc } from "../../domain/contract/gate-object.ts";
import type { EventId } from "../../domain/contract/ids.ts";
import { describeError } from "../../domain/describe-error.ts";
import { ok, refuse, type Result } from "../../domain/result.ts";
import { askObject } from "./ask-object.ts";
import { logLine } from "./object-log.ts";

/** The request that asks: its thread through the logs, and what keeps it alive. */
export interface AskingRequest {
  readonly trace: Trace;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

/** How a namespace gives an object by its name, as the contract has that object. */
export interface ObjectsByName<Rpc> {
  getByName(name: string): Rpc;
}

/** A gate also answers requests for WebSockets. */
export interface GateStub extends GateObjectRpc {
  fetch(request: Request): Promise<Response>;
}

export interface EventObjects {
  readonly events: ObjectsByName<EventObjectRpc>;
  readonly gates: ObjectsByName<GateStub>;
}

/** Namespaces as the contract has their objects: the platform's types of what crosses RPC make arrays of tuples. */
export function asContract<Rpc>(namespace: { getByName(name: string): unknown }): ObjectsByName<Rpc> {
  return namespace as ObjectsByName<Rpc>;
}

/**
 * The Worker's questions to an event's object and its gates. One that has never heard of its event is configured from Postgres
 * on the way and asked again; a gate passes on that the object has not. Refusal besides theirs: event_not_found.
 */
export class EventAsker {
  readonly #objects: EventObjects;
  readonly #eventConfig: (event: EventId) => Promise<EventConfig | undefined>;

  constructor(objects: EventObjects, eventConfig: (event: EventId) => Promise<EventConfig | undefined>) {
    this.#objects = objects;
    this.#eventConfig = eventConfig;
  }

  event<T>(event: EventId, trace: Trace, question: (object: EventObjectRpc) => Promise<Result<T>>): Promise<Result<T>> {
    const { events } = this.#objects;
    return this.#configuring(event, trace, () => askObject(() => events.getByName(event), event, trace, question));
  }

  gate<T>(
    event: EventId,
    gate: number,
    trace: Trace,
    question: (gate: GateStub) => Promise<Result<T>>,
  ): Promise<Result<T>> {
    const { gates } = this.#objects;
    const name = gateName(event, gate);
    return this.#configuring(event, trace, () => askObject(() => gates.getByName(name), event, trace, question));
  }

  /** The configuration as Postgres has it now. Refusals besides the object's: event_not_found, unavailable. */
  async configure(event: EventId, trace: Trace): Promise<Result<void>> {
    const config = await this.#readConfig(event, trace);
    if (!config.ok) return config;
    const { events } = this.#objects;
    const configured = await askObject(
      () => events.getByName(event),
      event,
      trace,
      (object) => object.configure(config.value),
    );
    if (configured.ok) return ok(undefined);
    const refusal = JSON.stringify(configured.refusal);
    logLine("error", "an event could not be configured", trace, { event, refusal });
    return configured;
  }

  async #configuring<T>(event: EventId, trace: Trace, ask: () => Promise<Result<T>>): Promise<Result<T>> {
    const answer = await ask();
    if (answer.ok || answer.refusal.reason !== "event_not_configured") return answer;
    const configured = await this.configure(event, trace);
    if (configured.ok) return await ask();
    return configured.refusal.reason === "event_not_found" ? configured : refuse("unavailable");
  }

  async #readConfig(event: EventId, trace: Trace): Promise<Result<EventConfig>> {
    try {
      const config = await this.#eventConfig(event);
      return config === undefined ? refuse("event_not_found") : ok(config);
    } catch (error) {
      logLine("error", "an event's configuration could not be read", trace, { event, cause: describeError(error) });
      return refuse("unavailable");
    }
  }
}
