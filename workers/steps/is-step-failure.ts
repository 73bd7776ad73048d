import { ServiceOutage } from "../../domain/service-outage.ts";
import { StepNotFinished } from "./step-error.ts";

/**
 * Whether what a step threw speaks against its message: a bug, an invariant, an answer that cannot be. So often only can a
 * message fail before it is a dead letter. Outages (of the database, as `isOutage` knows them; of the provider, the object,
 * the mail) never count, however long they last: the message is sent again until they are over.
 */
export function isStepFailure(error: unknown, isOutage: (error: unknown) => boolean): boolean {
  // The object's own word for a bug in one command, while it serves all others.
  if (error instanceof StepNotFinished) return error.reason === "internal_error";
  return !(error instanceof ServiceOutage) && !isOutage(error);
}
