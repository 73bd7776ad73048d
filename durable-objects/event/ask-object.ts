import type { EventObjectRpc, Trace } from "../../domain/contract/event-object.ts";
import type { EventId } from "../../domain/contract/ids.ts";
import { refuse, type Result } from "../../domain/result.ts";
import type { EventObject } from "./event-object.ts";
import { describeError } from "../../domain/describe-error.ts";
import { logLine } from "./object-log.ts";

export type EventNamespace = DurableObjectNamespace<EventObject>;

/**
 * One question to an event's object. A failure that the platform marks as retryable is tried once more on a new stub: the
 * old one is broken for good. Commands bear that, the object knows them by their ids. Refusals besides the object's:
 * overloaded (never tried again: that would make it worse), unavailable (whether it took effect is not known).
 */
export async function askObject<T>(
  namespace: EventNamespace,
  event: EventId,
  trace: Trace,
  question: (object: EventObjectRpc) => Promise<Result<T>>,
): Promise<Result<T>> {
  const first = await attempt(namespace, event, trace, question);
  if (first !== "retry") return first;
  const second = await attempt(namespace, event, trace, question);
  return second === "retry" ? refuse("unavailable") : second;
}

async function attempt<T>(
  namespace: EventNamespace,
  event: EventId,
  trace: Trace,
  question: (object: EventObjectRpc) => Promise<Result<T>>,
): Promise<Result<T> | "retry"> {
  try {
    return await question(stubOf(namespace, event));
  } catch (error) {
    // https://developers.cloudflare.com/durable-objects/best-practices/error-handling/
    const { overloaded, retryable } = error as { readonly overloaded?: unknown; readonly retryable?: unknown };
    logLine("warn", "an event's object did not answer", trace, {
      event,
      cause: describeError(error),
      overloaded: overloaded === true,
    });
    if (overloaded === true) return refuse("overloaded");
    return retryable === true ? "retry" : refuse("unavailable");
  }
}

/** The contract, without what the platform's stub type adds to it. */
function stubOf(namespace: EventNamespace, event: EventId): EventObjectRpc {
  return namespace.getByName(event);
}
