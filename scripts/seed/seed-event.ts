import { WRITING_TIMEOUT_MS } from "./writing-timeout.ts";
import type { DatabaseEnvironment } from "../../db/connect.ts";
import { connectDatabase } from "../../db/connect.ts";
import { createEvent } from "../../db/repositories/events-writer.ts";
import { mintEventId } from "../../domain/contract/ids.ts";
import type { EventId } from "../../domain/contract/ids.ts";
import { composeEvent } from "./compose-event.ts";
import { readPlanFile } from "./read-plan-file.ts";
import type { EventRequest } from "./seed-arguments.ts";

/** Adds an event from a plan file. Throws a CommandFailure with all that is wrong with plan and terms; nothing is written then. */
export async function seedEvent(environment: DatabaseEnvironment, request: EventRequest): Promise<EventId> {
  const plan = readPlanFile(request.planFile, { mayHaveNoSeats: request.standing.length > 0 });
  const id = mintEventId();
  const event = composeEvent(request, plan, { id, description: "", isTest: false });
  await createEvent(connectDatabase(environment, AbortSignal.timeout(WRITING_TIMEOUT_MS)), event);
  return id;
}
