import type { EventObject } from "../durable-objects/event/event-object.ts";

/** What the platform binds beside the variables of `environment.ts`. */
export interface Bindings {
  readonly EVENT: DurableObjectNamespace<EventObject>;
  readonly ASSETS: Fetcher;
}
