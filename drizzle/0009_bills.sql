ALTER TABLE "orders" ADD COLUMN "bill" jsonb;--> statement-breakpoint
ALTER TABLE "product" ADD COLUMN "closed_since" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "product" ADD COLUMN "closed_reason" text;
