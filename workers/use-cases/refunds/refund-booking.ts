import type { RepeatKey } from "../../../domain/contract/event-object.ts";
import type { BookingId } from "../../../domain/contract/ids.ts";
import type { RefundWire } from "../../../domain/contract/wire/refunds.ts";
import { ok, type Result } from "../../../domain/result.ts";
import { currentContext } from "../../request-context.ts";
import type { Services } from "../../services.ts";
import { relaySoon } from "../../steps/relay.ts";
import { refundView } from "./refund-view.ts";

export interface StaffRefund {
  /** Undefined: all that is left. */
  readonly amountMinor: number | undefined;
  readonly endsBooking: boolean;
  readonly reason: string;
}

/** Staff give money back, in part or all that is left, with the booking or without it. The provider is asked by the step. */
export async function refundBooking(
  services: Services,
  repeat: RepeatKey,
  bookingId: BookingId,
  refund: StaffRefund,
): Promise<Result<{ readonly refund: RefundWire; readonly replayed: boolean }>> {
  const { trace } = currentContext();
  const requested = await services.refunds.request({ ...refund, bookingId, who: "operator", repeat, trace });
  if (!requested.ok) return requested;
  relaySoon(services);
  return ok({ refund: refundView(requested.value.refund), replayed: requested.value.replayed });
}
