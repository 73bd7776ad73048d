import type { Trace } from "../../domain/contract/event-object.ts";
import type { EventId } from "../../domain/contract/ids.ts";
import { refuse, type Result } from "../../domain/result.ts";
import { describeError } from "../../domain/describe-error.ts";
import { logLine } from "./object-log.ts";

/**
 * One question to an object of an event: its own or one of its gates. `open` gives a stub. What the platform marks as
 * retryable, or as the end of an object that starts anew, is tried once more on a new stub: the old one is broken for good.
 * Every question bears that, commands because the object knows them by their ids. Refusals besides the object's: overloaded (never tried again: that would make it worse), unavailable (whether it
 * took effect is not known).
 */
export async function askObject<Rpc, T>(
  open: () => Rpc,
  event: EventId,
  trace: Trace | undefined,
  question: (object: Rpc) => Promise<Result<T>>,
): Promise<Result<T>> {
  const first = await attempt(open, event, trace, question);
  if (first !== "retry") return first;
  const second = await attempt(open, event, trace, question);
  return second === "retry" ? refuse("unavailable") : second;
}

async function attempt<Rpc, T>(
  open: () => Rpc,
  event: EventId,
  trace: Trace | undefined,
  question: (object: Rpc) => Promise<Result<T>>,
): Promise<Result<T> | "retry"> {
  try {
    return await question(open());
  } catch (error) {
    // https://developers.cloudflare.com/durable-objects/best-practices/error-handling/
    const { overloaded, retryable, durableObjectReset } = error as Readonly<Record<string, unknown>>;
    logLine("warn", "an object of an event did not answer", trace, {
      event,
      cause: describeError(error),
      overloaded: overloaded === true,
    });
    if (overloaded === true) return refuse("overloaded");
    return retryable === true || durableObjectReset === true ? "retry" : refuse("unavailable");
  }
}
