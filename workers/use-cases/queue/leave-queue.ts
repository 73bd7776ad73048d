import type { PassClaims } from "../../../domain/ports/queue-tokens.ts";
import type { Result } from "../../../domain/result.ts";
import type { Services } from "../../services.ts";

/** Gives a pass back, so that somebody else may come in. One that is over already ends nothing, least of all its successor. */
export function leaveQueue(
  { waitingRoom }: Pick<Services, "waitingRoom">,
  { event, visitor, number }: PassClaims,
): Promise<Result<null>> {
  return waitingRoom.leave(event, { visitor, number });
}
