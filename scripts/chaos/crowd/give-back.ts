import { effect, isGood } from "./caller.ts";
import type { RememberedBooking } from "./memory.ts";
import type { Visit } from "./visit.ts";

/** Gives a booking back, held or paid. `done`: how his day ended when that was answered with a success. */
export async function giveBack({ caller, tally }: Visit, remembered: RememberedBooking, done: string): Promise<string> {
  remembered.mayHaveEnded = true;
  const reply = await caller.insist(effect("PATCH", "/bookings/cancel", { booking_id: remembered.booking }));
  if (reply !== undefined && isGood(reply)) {
    remembered.wasToldEnded = true;
    return done;
  }
  tally.refused(reply?.code ?? "no answer");
  return "could not give it back";
}
