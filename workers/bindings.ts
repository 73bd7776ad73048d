import type { EventObject } from "../durable-objects/event/event-object.ts";
import type { GateObject } from "../durable-objects/gate/gate-object.ts";

/** What the platform binds beside the variables of `environment.ts`. */
export interface Bindings {
  readonly EVENT: DurableObjectNamespace<EventObject>;
  readonly GATE: DurableObjectNamespace<GateObject>;
  readonly ASSETS: Fetcher;
}
