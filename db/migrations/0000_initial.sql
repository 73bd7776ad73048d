CREATE TABLE "audit_log" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_log_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone DEFAULT now() NOT NULL,
	"who" text NOT NULL,
	"entity" text NOT NULL,
	"entity_id" text NOT NULL,
	"from_state" text,
	"to_state" text NOT NULL,
	"why" text NOT NULL,
	"request_id" text,
	CONSTRAINT "audit_log_entity" CHECK ("audit_log"."entity" in ('payment', 'booking'))
);
--> statement-breakpoint
CREATE TABLE "booking_items" (
	"booking_id" text NOT NULL,
	"position" integer NOT NULL,
	"seat" integer,
	"area" integer,
	"count" integer NOT NULL,
	"price_minor" bigint NOT NULL,
	CONSTRAINT "booking_items_key" PRIMARY KEY("booking_id","position"),
	CONSTRAINT "booking_items_seat_or_area" CHECK (num_nonnulls("booking_items"."seat", "booking_items"."area") = 1 and "booking_items"."seat" >= 0 and "booking_items"."area" >= 0),
	CONSTRAINT "booking_items_count" CHECK ("booking_items"."count" > 0 and ("booking_items"."count" = 1 or "booking_items"."seat" is null)),
	CONSTRAINT "booking_items_price" CHECK ("booking_items"."price_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "bookings" (
	"id" text PRIMARY KEY NOT NULL,
	"event_id" text NOT NULL,
	"buyer_id" text NOT NULL,
	"currency" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"seat_version" bigint NOT NULL,
	"seat_status" text NOT NULL,
	"seat_total_minor" bigint NOT NULL,
	"seat_deadline" timestamp with time zone,
	"seat_payment_id" text,
	"payment_status" text,
	"paid_at" timestamp with time zone,
	CONSTRAINT "bookings_currency" CHECK ("bookings"."currency" ~ '^[a-z]{3}$'),
	CONSTRAINT "bookings_seat_status" CHECK ("bookings"."seat_status" in ('created', 'pending_payment', 'confirmed', 'expired', 'cancelled', 'refunded')),
	CONSTRAINT "bookings_seat_total" CHECK ("bookings"."seat_total_minor" >= 0),
	CONSTRAINT "bookings_payment_status" CHECK ("bookings"."payment_status" in ('pending', 'authorised', 'completed', 'failed', 'expired', 'voided', 'refunded'))
);
--> statement-breakpoint
CREATE TABLE "event_areas" (
	"event_id" text NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"category" integer NOT NULL,
	"capacity" integer NOT NULL,
	CONSTRAINT "event_areas_key" PRIMARY KEY("event_id","position"),
	CONSTRAINT "event_areas_position" CHECK ("event_areas"."position" >= 0),
	CONSTRAINT "event_areas_capacity" CHECK ("event_areas"."capacity" >= 0)
);
--> statement-breakpoint
CREATE TABLE "events" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"description" text DEFAULT '' NOT NULL,
	"type" text NOT NULL,
	"provider" text NOT NULL,
	"venue_id" bigint NOT NULL,
	"place" text NOT NULL,
	"plan_sha256" text NOT NULL,
	"starts_at" timestamp with time zone NOT NULL,
	"sale_from" timestamp with time zone,
	"sale_until" timestamp with time zone,
	"currency" text NOT NULL,
	"max_per_buyer" integer NOT NULL,
	"max_open_bookings" integer NOT NULL,
	"hold_ttl_ms" integer NOT NULL,
	"payment_ttl_ms" integer NOT NULL,
	"blocked_seats" jsonb DEFAULT '[]'::jsonb NOT NULL,
	"is_test" boolean DEFAULT false NOT NULL,
	"config_version" integer DEFAULT 1 NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"search" "tsvector" GENERATED ALWAYS AS (setweight(to_tsvector('simple', "events"."name"), 'A')
        || setweight(to_tsvector('simple', "events"."place"), 'B')
        || setweight(to_tsvector('simple', "events"."description"), 'C')) STORED,
	CONSTRAINT "events_currency" CHECK ("events"."currency" ~ '^[a-z]{3}$'),
	CONSTRAINT "events_limits" CHECK ("events"."max_per_buyer" > 0 and "events"."max_open_bookings" > 0),
	CONSTRAINT "events_ttls" CHECK ("events"."hold_ttl_ms" > 0 and "events"."payment_ttl_ms" > 0),
	CONSTRAINT "events_sale" CHECK ("events"."sale_from" < "events"."sale_until"),
	CONSTRAINT "events_blocked_seats" CHECK (jsonb_typeof("events"."blocked_seats") = 'array')
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"provider" text NOT NULL,
	"provider_event_id" text NOT NULL,
	"type" text NOT NULL,
	"payload" jsonb NOT NULL,
	"request_id" text NOT NULL,
	"received_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "inbox_key" PRIMARY KEY("provider","provider_event_id")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" text PRIMARY KEY NOT NULL,
	"message" jsonb NOT NULL,
	"request_id" text NOT NULL,
	"traceparent" text NOT NULL,
	"attempt" integer DEFAULT 0 NOT NULL,
	"due_at" timestamp with time zone DEFAULT now() NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"consumed_at" timestamp with time zone,
	CONSTRAINT "outbox_attempt" CHECK ("outbox"."attempt" >= 0)
);
--> statement-breakpoint
CREATE TABLE "payments" (
	"id" text PRIMARY KEY NOT NULL,
	"booking_id" text NOT NULL,
	"event_id" text NOT NULL,
	"buyer_id" text NOT NULL,
	"provider" text NOT NULL,
	"amount_minor" bigint NOT NULL,
	"currency" text NOT NULL,
	"status" text DEFAULT 'pending' NOT NULL,
	"session_id" text,
	"session_url" text,
	"session_expires_at" timestamp with time zone NOT NULL,
	"intent_id" text,
	"last_error" text,
	"locked_until" timestamp with time zone NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"heard_at" timestamp with time zone DEFAULT now() NOT NULL,
	"asked_at" timestamp with time zone,
	"ended_at" timestamp with time zone,
	CONSTRAINT "payments_provider" CHECK ("payments"."provider" in ('stripe', 'free')),
	CONSTRAINT "payments_status" CHECK ("payments"."status" in ('pending', 'authorised', 'completed', 'failed', 'expired', 'voided', 'refunded')),
	CONSTRAINT "payments_amount" CHECK ("payments"."amount_minor" >= 0 and ("payments"."amount_minor" = 0 or "payments"."provider" <> 'free')),
	CONSTRAINT "payments_currency" CHECK ("payments"."currency" ~ '^[a-z]{3}$'),
	CONSTRAINT "payments_ended" CHECK (("payments"."ended_at" is null) = ("payments"."status" in ('pending', 'authorised')))
);
--> statement-breakpoint
CREATE TABLE "plans" (
	"sha256" text PRIMARY KEY NOT NULL,
	"layout" jsonb NOT NULL,
	"seat_count" integer NOT NULL,
	"seat_categories" jsonb NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	CONSTRAINT "plans_sha256" CHECK ("plans"."sha256" ~ '^[0-9a-f]{64}$'),
	CONSTRAINT "plans_seat_count" CHECK ("plans"."seat_count" >= 0)
);
--> statement-breakpoint
CREATE TABLE "price_categories" (
	"event_id" text NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"color" text,
	"price_minor" bigint NOT NULL,
	CONSTRAINT "price_categories_key" PRIMARY KEY("event_id","position"),
	CONSTRAINT "price_categories_name" UNIQUE("event_id","name"),
	CONSTRAINT "price_categories_position" CHECK ("price_categories"."position" >= 0),
	CONSTRAINT "price_categories_price" CHECK ("price_categories"."price_minor" >= 0)
);
--> statement-breakpoint
CREATE TABLE "tickets" (
	"id" text PRIMARY KEY NOT NULL,
	"booking_id" text NOT NULL,
	"event_id" text NOT NULL,
	"seat" integer,
	"area" integer,
	"code" text NOT NULL,
	"status" text DEFAULT 'valid' NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL,
	"voided_at" timestamp with time zone,
	CONSTRAINT "tickets_seat_or_area" CHECK (num_nonnulls("tickets"."seat", "tickets"."area") = 1 and "tickets"."seat" >= 0 and "tickets"."area" >= 0),
	CONSTRAINT "tickets_status" CHECK ("tickets"."status" in ('valid', 'void')),
	CONSTRAINT "tickets_voided" CHECK (("tickets"."status" = 'void') = ("tickets"."voided_at" is not null))
);
--> statement-breakpoint
CREATE TABLE "users" (
	"id" text PRIMARY KEY NOT NULL,
	"email" text NOT NULL,
	"name" text NOT NULL,
	"password_hash" text NOT NULL,
	"created_at" timestamp with time zone DEFAULT now() NOT NULL
);
--> statement-breakpoint
CREATE TABLE "venues" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "venues_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"name" text NOT NULL,
	"city" text NOT NULL,
	CONSTRAINT "venues_name_city" UNIQUE("name","city")
);
--> statement-breakpoint
ALTER TABLE "booking_items" ADD CONSTRAINT "booking_items_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_event_id_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."events"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "bookings" ADD CONSTRAINT "bookings_buyer_id_users_id_fk" FOREIGN KEY ("buyer_id") REFERENCES "public"."users"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "event_areas" ADD CONSTRAINT "event_areas_category" FOREIGN KEY ("event_id","category") REFERENCES "public"."price_categories"("event_id","position") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_venue_id_venues_id_fk" FOREIGN KEY ("venue_id") REFERENCES "public"."venues"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_plan_sha256_plans_sha256_fk" FOREIGN KEY ("plan_sha256") REFERENCES "public"."plans"("sha256") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "payments" ADD CONSTRAINT "payments_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "price_categories" ADD CONSTRAINT "price_categories_event_id_events_id_fk" FOREIGN KEY ("event_id") REFERENCES "public"."events"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "tickets" ADD CONSTRAINT "tickets_booking_id_bookings_id_fk" FOREIGN KEY ("booking_id") REFERENCES "public"."bookings"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "bookings_of_buyer" ON "bookings" USING btree ("buyer_id","created_at","id");--> statement-breakpoint
CREATE INDEX "events_listed" ON "events" USING btree ("starts_at","id") WHERE not "events"."is_test";--> statement-breakpoint
CREATE INDEX "events_search" ON "events" USING gin ("search");--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("due_at","id") WHERE "outbox"."consumed_at" is null;--> statement-breakpoint
CREATE INDEX "payments_of_booking" ON "payments" USING btree ("booking_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "payments_one_open" ON "payments" USING btree ("booking_id") WHERE "payments"."status" in ('pending', 'authorised');--> statement-breakpoint
CREATE INDEX "payments_quiet" ON "payments" USING btree ("heard_at") WHERE "payments"."status" in ('pending', 'authorised');--> statement-breakpoint
CREATE UNIQUE INDEX "tickets_one_per_seat" ON "tickets" USING btree ("event_id","seat") WHERE "tickets"."status" = 'valid';--> statement-breakpoint
CREATE INDEX "tickets_of_booking" ON "tickets" USING btree ("booking_id");--> statement-breakpoint
CREATE UNIQUE INDEX "users_email" ON "users" USING btree (lower("email"));