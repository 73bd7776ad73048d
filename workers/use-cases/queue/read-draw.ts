import type { EventId } from "../../../domain/contract/ids.ts";
import type { DrawWire } from "../../../domain/contract/wire/queue.ts";
import { ok, type Result } from "../../../domain/result.ts";
import type { Services } from "../../services.ts";

/** All that anybody needs to check the lots, as far as it is public by now. */
export async function readDraw(
  { waitingRoom }: Pick<Services, "waitingRoom">,
  event: EventId,
): Promise<Result<DrawWire>> {
  const answer = await waitingRoom.draw(event);
  if (!answer.ok) return answer;
  const { drawnAtMs, commitment, beacon, seed, randomness } = answer.value;
  const drawn_at = drawnAtMs === null ? null : new Date(drawnAtMs).toISOString();
  return ok({ event_id: event, commitment, beacon, seed, randomness, drawn_at });
}
