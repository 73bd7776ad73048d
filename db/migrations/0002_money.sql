CREATE TABLE "refunds" (
	"id" text PRIMARY KEY NOT NULL,
	"payment_id" text NOT NULL,
	"booking_id" text NOT NULL,
	"event_id" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"ends_booking" boolean NOT NULL,
	"status" text DEFAULT 'requested' NOT NULL,
	"reason" text NOT NULL,
	"who" text NOT NULL,
	"request_key" text NOT NULL,
	"fingerprint" text NOT NULL,
	"last_error" text,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"ended_at" timestamp with time zone,
	CONSTRAINT "refunds_status" CHECK ("refunds"."status" in ('requested', 'done', 'failed')),
	CONSTRAINT "refunds_amount" CHECK ("refunds"."amount_minor" >= 0),
	CONSTRAINT "refunds_currency" CHECK ("refunds"."currency" ~ '^[a-z]{3}$'),
	CONSTRAINT "refunds_ended" CHECK (("refunds"."ended_at" is null) = ("refunds"."status" = 'requested'))
);
--> statement-breakpoint
ALTER TABLE "audit_log" DROP CONSTRAINT "audit_log_entity";--> statement-breakpoint
ALTER TABLE "bookings" DROP CONSTRAINT "bookings_payment_status";--> statement-breakpoint
ALTER TABLE "payments" DROP CONSTRAINT "payments_provider";--> statement-breakpoint
ALTER TABLE "payments" DROP CONSTRAINT "payments_status";--> statement-breakpoint
ALTER TABLE "payments" DROP CONSTRAINT "payments_ended";--> statement-breakpoint
ALTER TABLE "tickets" DROP CONSTRAINT "tickets_status";--> statement-breakpoint
DROP INDEX "outbox_due";--> statement-breakpoint
DROP INDEX "payments_one_open";--> statement-breakpoint
DROP INDEX "payments_quiet";--> statement-breakpoint
DROP INDEX "tickets_one_per_seat";--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "payment_provider" text DEFAULT 'stripe' NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "payment_methods" jsonb DEFAULT '["card"]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "buyer_refund_until" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "buyer_refund_percent" integer DEFAULT 100 NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "cancelled_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "cancel_reason" text;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "cancellation_done_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "failures" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "last_error" text;--> statement-breakpoint
ALTER TABLE "outbox" ADD COLUMN "dead_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "accepts_equal_seats" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "refunded_minor" bigint DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "payments" ADD COLUMN "flag" text;--> statement-breakpoint
ALTER TABLE "refunds" ADD CONSTRAINT "refunds_payment_id_payments_id_fk" FOREIGN KEY ("payment_id") REFERENCES "public"."payments"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "refunds_of_payment" ON "refunds" USING btree ("payment_id","id");--> statement-breakpoint
CREATE INDEX "refunds_of_event" ON "refunds" USING btree ("event_id","status");--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_request" ON "refunds" USING btree ("booking_id","request_key");--> statement-breakpoint
CREATE UNIQUE INDEX "refunds_one_end" ON "refunds" USING btree ("payment_id") WHERE "refunds"."ends_booking" and "refunds"."status" <> 'failed';--> statement-breakpoint
CREATE INDEX "outbox_dead" ON "outbox" USING btree ("dead_at","id") WHERE "outbox"."dead_at" is not null and "outbox"."consumed_at" is null;--> statement-breakpoint
CREATE INDEX "payments_of_event" ON "payments" USING btree ("event_id","status");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_one_paid" ON "payments" USING btree ("booking_id") WHERE "payments"."status" in ('completed', 'refunding', 'disputed');--> statement-breakpoint
CREATE INDEX "payments_by_intent" ON "payments" USING btree ("intent_id") WHERE "payments"."intent_id" is not null;--> statement-breakpoint
CREATE INDEX "payments_flagged" ON "payments" USING btree ("id") WHERE "payments"."flag" is not null;--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("due_at","id") WHERE "outbox"."consumed_at" is null and "outbox"."dead_at" is null;--> statement-breakpoint
CREATE UNIQUE INDEX "payments_one_open" ON "payments" USING btree ("booking_id") WHERE "payments"."status" in ('pending', 'processing', 'authorised');--> statement-breakpoint
CREATE INDEX "payments_quiet" ON "payments" USING btree ("heard_at") WHERE "payments"."status" in ('pending', 'processing', 'authorised');--> statement-breakpoint
CREATE UNIQUE INDEX "tickets_one_per_seat" ON "tickets" USING btree ("event_id","seat") WHERE "tickets"."status" <> 'void';--> statement-breakpoint
ALTER TABLE "audit_log" ADD CONSTRAINT "audit_log_entity" CHECK ("audit_log"."entity" in ('payment', 'booking', 'refund', 'event'));--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_payment_status" CHECK ("bookings"."payment_status" in ('pending', 'processing', 'authorised', 'completed', 'refunding', 'disputed', 'failed', 'expired', 'voided', 'refunded', 'charged_back'));--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_payment_provider" CHECK ("events"."payment_provider" in ('stripe', 'gateway'));--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_payment_methods" CHECK (jsonb_typeof("events"."payment_methods") = 'array');--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_buyer_refund" CHECK ("events"."buyer_refund_percent" between 0 and 100);--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_cancellation" CHECK (("events"."cancelled_at" is null) = ("events"."cancel_reason" is null)
        and ("events"."cancellation_done_at" is null or "events"."cancelled_at" is not null));--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_refunded" CHECK ("payments"."refunded_minor" between 0 and "payments"."amount_minor");--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_provider" CHECK ("payments"."provider" in ('stripe', 'gateway', 'free'));--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_status" CHECK ("payments"."status" in ('pending', 'processing', 'authorised', 'completed', 'refunding', 'disputed', 'failed', 'expired', 'voided', 'refunded', 'charged_back'));--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_ended" CHECK (("payments"."ended_at" is null) = ("payments"."status" in ('pending', 'processing', 'authorised')));--> statement-breakpoint
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_status" CHECK ("tickets"."status" in ('valid', 'held', 'void'));