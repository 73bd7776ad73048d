import { cancelEventRoute } from "./cancel-event.ts";
import { listRefundsRoute } from "./list-refunds.ts";
import { listDeadLettersRoute } from "./list-dead-letters.ts";
import { readOutboxRoute } from "./read-outbox.ts";
import { reconcileRoute } from "./reconcile.ts";
import { retryDeadLetterRoute } from "./retry-dead-letter.ts";
import { queueSettingsRoute } from "./queue-settings.ts";
import { readCancellationRoute } from "./read-cancellation.ts";
import { refundBookingRoute } from "./refund-booking.ts";
import { listObjectBookingsRoute } from "./list-object-bookings.ts";
import { readCommandLogRoute } from "./read-command-log.ts";
import { readStateDigestRoute } from "./read-state-digest.ts";

/** What bears the operator's key, under /operations. */
export const operatorRoutes = [
  listObjectBookingsRoute,
  readCommandLogRoute,
  readStateDigestRoute,
  queueSettingsRoute,
  refundBookingRoute,
  listRefundsRoute,
  cancelEventRoute,
  readCancellationRoute,
  readOutboxRoute,
  listDeadLettersRoute,
  retryDeadLetterRoute,
  reconcileRoute,
];
