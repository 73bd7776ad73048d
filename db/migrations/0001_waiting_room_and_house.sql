ALTER TABLE "events" ADD COLUMN "gates" integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "queue" jsonb;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "focal_x" double precision;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "focal_y" double precision;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "guards_single_seats" boolean DEFAULT false NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "accessible_seats" jsonb DEFAULT '[]'::jsonb NOT NULL;--> statement-breakpoint
ALTER TABLE "events" ADD COLUMN "house" jsonb;--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_gates" CHECK ("events"."gates" >= 0);--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_focal_point" CHECK (num_nonnulls("events"."focal_x", "events"."focal_y") in (0, 2));--> statement-breakpoint
ALTER TABLE "events" ADD CONSTRAINT "events_accessible_seats" CHECK (jsonb_typeof("events"."accessible_seats") = 'array');