import type { Bookings } from "../domain/ports/bookings.ts";
import type { Catalogue } from "../domain/ports/catalogue.ts";
import type { EdgeCache } from "../domain/ports/edge-cache.ts";
import type { Inventory } from "../domain/ports/inventory.ts";
import type { LiveFeed } from "../domain/ports/live-feed.ts";
import type { Mailer } from "../domain/ports/mailer.ts";
import type { Outbox } from "../domain/ports/outbox.ts";
import type { PaymentProviders } from "../domain/ports/payment-provider.ts";
import type { Payments } from "../domain/ports/payments.ts";
import type { QueueTokens } from "../domain/ports/queue-tokens.ts";
import type { Refunds } from "../domain/ports/refunds.ts";
import type { Reconciler } from "../domain/ports/reconciler.ts";
import type { RateLimiter } from "../domain/ports/rate-limiter.ts";
import type { StepPublisher } from "../domain/ports/step-publisher.ts";
import type { TicketSigner } from "../domain/ports/ticket-signer.ts";
import type { Users } from "../domain/ports/users.ts";
import type { WaitingRoom } from "../domain/ports/waiting-room.ts";

/** The ports that use-cases and steps work on, and the few settings that they show to people. */
export interface Services {
  readonly inventory: Inventory;
  readonly waitingRoom: WaitingRoom;
  readonly liveFeed: LiveFeed;
  readonly edgeCache: EdgeCache;
  readonly catalogue: Catalogue;
  readonly users: Users;
  readonly bookings: Bookings;
  readonly payments: Payments;
  readonly outbox: Outbox;
  readonly refunds: Refunds;
  readonly reconciler: Reconciler;
  readonly providers: PaymentProviders;
  readonly publisher: StepPublisher;
  readonly mailer: Mailer;
  readonly tickets: TicketSigner;
  readonly limiter: RateLimiter;
  readonly queueTokens: QueueTokens;
  readonly publicUrl: string;
}
