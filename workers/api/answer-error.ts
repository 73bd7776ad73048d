import { HTTPException } from "hono/http-exception";
import { refuse } from "../../domain/result.ts";
import { log } from "../log.ts";
import type { Kept } from "./app-env.ts";
import { problem } from "./problem.ts";

/** What a caller is told of an exception: a service that cannot be asked, or a bug, whose cause goes to the log alone. */
export function answerError(kept: Pick<Kept, "isOutage">, error: unknown): Response {
  if (error instanceof HTTPException && error.status < 500) return problem(refuse("malformed_json").refusal);
  const outage = kept.isOutage(error);
  log.error(outage ? "a service cannot be asked" : "unhandled", error);
  return problem(refuse(outage ? "unavailable" : "internal_error").refusal);
}
