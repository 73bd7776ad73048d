import type { EventId } from "../../../domain/contract/ids.ts";
import type { CancellationWire } from "../../../domain/contract/wire/refunds.ts";
import { ok, refuse, type Result } from "../../../domain/result.ts";
import type { Services } from "../../services.ts";
import { cancellationView } from "./cancellation-view.ts";

/** How far the refunds of a cancelled event are. Refusal: not_found, of an event that takes place or that nobody knows. */
export async function readCancellation(
  { refunds }: Pick<Services, "refunds">,
  event: EventId,
): Promise<Result<CancellationWire>> {
  const progress = await refunds.cancellation(event);
  return progress === undefined ? refuse("not_found") : ok(cancellationView(progress));
}
