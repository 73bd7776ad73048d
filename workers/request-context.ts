import { AsyncLocalStorage } from "node:async_hooks";
import type { Trace } from "../domain/contract/event-object.ts";

/** What every part of one invocation shares. `waitUntil` lets work finish after the answer. */
export interface RequestContext {
  readonly trace: Trace;
  readonly waitUntil: (work: Promise<unknown>) => void;
}

const storage = new AsyncLocalStorage<RequestContext>();

/** Runs `work` inside the context. Only `run` is used, never `enterWith`: a context ends with its request. */
export function runInContext<T>(context: RequestContext, work: () => T): T {
  return storage.run(context, work);
}

/** Throws outside an invocation: that is a bug, and nothing must be attributed to a made-up request. */
export function currentContext(): RequestContext {
  const context = storage.getStore();
  if (context === undefined) throw new Error("no request context");
  return context;
}

/** For logs, which also speak outside of requests. */
export function currentTrace(): Trace | undefined {
  return storage.getStore()?.trace;
}
