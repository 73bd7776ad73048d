import { parseBookingId, type BookingId } from "../../domain/contract/ids.ts";
import type { Services } from "../services.ts";
import { isPassing, StepNotFinished } from "./step-error.ts";

/** Tickets are void in Postgres: the object frees their seats. Never the other way round, or a seat has two tickets. */
export async function freeSeats(
  { inventory, outbox }: Services,
  bookingId: BookingId,
  outboxId: string,
): Promise<void> {
  const event = parseBookingId(bookingId)?.event;
  if (event === undefined) throw new Error(`free-seats: ${bookingId} is no booking`);
  const { result } = await inventory.execute(event, { type: "revoke", bookingId });
  if (!result.ok && isPassing(result.refusal)) throw new StepNotFinished("free-seats", result.refusal);
  await outbox.consume(outboxId);
}
