CREATE TABLE "account" (
	"id" integer PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"reseller_id" integer,
	"balance" bigint,
	CONSTRAINT "account_name_unique" UNIQUE("name"),
	CONSTRAINT "account_balance" CHECK (balance >= 0),
	CONSTRAINT "account_stored" CHECK ((reseller_id is null) = (balance is null))
);
--> statement-breakpoint
CREATE TABLE "audit" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "audit_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"at" timestamp with time zone NOT NULL,
	"actor_id" bigint NOT NULL,
	"action" text NOT NULL,
	"subject" text NOT NULL,
	"detail" jsonb
);
--> statement-breakpoint
CREATE TABLE "card" (
	"token" text PRIMARY KEY NOT NULL,
	"reseller_id" integer NOT NULL,
	"telegram_id" bigint NOT NULL,
	"chat_id" bigint NOT NULL,
	"message_id" bigint,
	"origin" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "card_origin_unique" UNIQUE("origin")
);
--> statement-breakpoint
CREATE TABLE "conversation" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL,
	"updated_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "entry" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "entry_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"transaction_id" bigint NOT NULL,
	"account_id" integer NOT NULL,
	"amount" bigint NOT NULL,
	"balance_after" bigint,
	CONSTRAINT "entry_once" UNIQUE("transaction_id","account_id"),
	CONSTRAINT "entry_amount" CHECK (amount <> 0)
);
--> statement-breakpoint
CREATE TABLE "keypad" (
	"token" text PRIMARY KEY NOT NULL,
	"telegram_id" bigint NOT NULL,
	"chat_id" bigint NOT NULL,
	"message_id" bigint,
	"purpose" text NOT NULL,
	"pressed" text NOT NULL,
	"expires_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "ledger_transaction" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "ledger_transaction_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"key" text NOT NULL,
	"reason" text NOT NULL,
	"ref_id" uuid,
	"note" text,
	"happened_at" timestamp with time zone NOT NULL,
	"recorded_at" timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
	CONSTRAINT "ledger_transaction_key_unique" UNIQUE("key"),
	CONSTRAINT "ledger_transaction_reason" CHECK (reason in ('hold', 'capture', 'release', 'reversal', 'deposit', 'correction'))
);
--> statement-breakpoint
CREATE TABLE "operator_action" (
	"token" text PRIMARY KEY NOT NULL,
	"actor_id" bigint NOT NULL,
	"origin" text NOT NULL,
	"action" jsonb NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"state" text DEFAULT 'open' NOT NULL,
	CONSTRAINT "operator_action_origin_unique" UNIQUE("origin")
);
--> statement-breakpoint
CREATE TABLE "order_event" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "order_event_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 1 CACHE 1),
	"ref_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"kind" text NOT NULL,
	"detail" jsonb
);
--> statement-breakpoint
CREATE TABLE "orders" (
	"ref_id" uuid PRIMARY KEY NOT NULL,
	"number" bigint GENERATED ALWAYS AS IDENTITY (sequence name "orders_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 9223372036854775807 START WITH 10001 CACHE 1),
	"card_token" text NOT NULL,
	"line" smallint NOT NULL,
	"reseller_id" integer NOT NULL,
	"chat_id" bigint NOT NULL,
	"product_code" text NOT NULL,
	"product_name" text NOT NULL,
	"category" text NOT NULL,
	"destination" text NOT NULL,
	"msisdn" text,
	"amount" bigint,
	"occurrence" smallint DEFAULT 1 NOT NULL,
	"list_cost" bigint NOT NULL,
	"markup" bigint NOT NULL,
	"cost" bigint NOT NULL,
	"price" bigint NOT NULL,
	"customer_name" text,
	"power_capacity" text,
	"state" text DEFAULT 'quoted' NOT NULL,
	"quoted_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	"business_day" date,
	"held_at" timestamp with time zone,
	"balance_after_hold" bigint,
	"submitted_at" timestamp with time zone,
	"sent_at" timestamp with time zone,
	"settled_at" timestamp with time zone,
	"balance_after_settle" bigint,
	"supplier_ref" text,
	"cost_booked" bigint,
	"sn" text,
	"failure" text,
	"failure_text" text,
	"failure_code" text,
	"next_action" text,
	"next_action_at" timestamp with time zone,
	"attempt" integer DEFAULT 0 NOT NULL,
	"posts" smallint DEFAULT 0 NOT NULL,
	"looks" smallint DEFAULT 0 NOT NULL,
	"polls" integer DEFAULT 0 NOT NULL,
	"denials" smallint DEFAULT 0 NOT NULL,
	"tell_at" timestamp with time zone,
	"tell_attempt" integer DEFAULT 0 NOT NULL,
	"told_state" text,
	CONSTRAINT "orders_number_unique" UNIQUE("number"),
	CONSTRAINT "orders_state" CHECK (state in ('quoted', 'expired', 'cancelled', 'held', 'submitted', 'delivered', 'failed', 'needs_review', 'reversed')),
	CONSTRAINT "orders_next_action" CHECK (next_action in ('submit', 'look', 'poll')),
	CONSTRAINT "orders_due" CHECK ((next_action is null) = (next_action_at is null)),
	CONSTRAINT "orders_underway" CHECK (state not in ('held', 'submitted') or next_action_at is not null),
	CONSTRAINT "orders_price" CHECK (price between 1 and 1000000000 and cost between 0 and 1000000000),
	CONSTRAINT "orders_occurrence" CHECK (occurrence between 1 and 99)
);
--> statement-breakpoint
CREATE TABLE "product" (
	"code" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"category" text NOT NULL,
	"cost" bigint NOT NULL,
	"is_open_amount" boolean DEFAULT false NOT NULL,
	"is_enabled" boolean DEFAULT true NOT NULL,
	"is_for_sale" boolean DEFAULT true NOT NULL,
	"markup" bigint,
	"synced_at" timestamp with time zone NOT NULL,
	CONSTRAINT "product_cost" CHECK (cost between 0 and 1000000000),
	CONSTRAINT "product_markup" CHECK (markup between -1000000 and 100000000)
);
--> statement-breakpoint
CREATE TABLE "registration" (
	"telegram_id" bigint PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"town" text NOT NULL,
	"phone" text NOT NULL,
	"language" text DEFAULT 'id' NOT NULL,
	"state" text DEFAULT 'pending' NOT NULL,
	"decided_by" bigint,
	"created_at" timestamp with time zone NOT NULL,
	"decided_at" timestamp with time zone,
	CONSTRAINT "registration_state" CHECK (state in ('pending', 'approved', 'rejected'))
);
--> statement-breakpoint
CREATE TABLE "reseller" (
	"id" integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY (sequence name "reseller_id_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"code" text GENERATED ALWAYS AS ('K' || case when id < 10000 then lpad(id::text, 4, '0') else id::text end) STORED NOT NULL,
	"name" text NOT NULL,
	"town" text,
	"phone" text,
	"language" text DEFAULT 'id' NOT NULL,
	"state" text DEFAULT 'active' NOT NULL,
	"pin_hash" text,
	"pin_failures" smallint DEFAULT 0 NOT NULL,
	"pin_locked_until" timestamp with time zone,
	"pin_locks" smallint DEFAULT 0 NOT NULL,
	"summary_hour" smallint DEFAULT 21,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "reseller_code_unique" UNIQUE("code"),
	CONSTRAINT "reseller_language" CHECK (language in ('id', 'en')),
	CONSTRAINT "reseller_state" CHECK (state in ('active', 'blocked')),
	CONSTRAINT "reseller_summary_hour" CHECK (summary_hour between 0 and 23)
);
--> statement-breakpoint
CREATE TABLE "setting" (
	"key" text PRIMARY KEY NOT NULL,
	"value" jsonb NOT NULL
);
--> statement-breakpoint
CREATE TABLE "summary_sent" (
	"reseller_id" integer NOT NULL,
	"day" date NOT NULL,
	"sent_at" timestamp with time zone NOT NULL,
	CONSTRAINT "summary_sent_reseller_id_day_pk" PRIMARY KEY("reseller_id","day")
);
--> statement-breakpoint
CREATE TABLE "telegram_account" (
	"telegram_id" bigint PRIMARY KEY NOT NULL,
	"reseller_id" integer NOT NULL,
	"unreachable_since" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "telegram_account" ADD CONSTRAINT "telegram_account_reseller_id_reseller_id_fk" FOREIGN KEY ("reseller_id") REFERENCES "public"."reseller"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "card_message" ON "card" USING btree ("chat_id","message_id");--> statement-breakpoint
CREATE INDEX "entry_account" ON "entry" USING btree ("account_id","id" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "keypad_expiry" ON "keypad" USING btree ("expires_at");--> statement-breakpoint
CREATE INDEX "order_event_order" ON "order_event" USING btree ("ref_id","id");--> statement-breakpoint
CREATE INDEX "orders_card" ON "orders" USING btree ("card_token","line");--> statement-breakpoint
CREATE INDEX "orders_supplier_ref" ON "orders" USING btree ("supplier_ref") WHERE supplier_ref is not null;--> statement-breakpoint
CREATE INDEX "orders_of_reseller" ON "orders" USING btree ("reseller_id","number" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "orders_of_destination" ON "orders" USING btree ("reseller_id","destination","number" DESC NULLS LAST);--> statement-breakpoint
CREATE INDEX "orders_of_day" ON "orders" USING btree ("reseller_id","business_day") WHERE business_day is not null;--> statement-breakpoint
CREATE INDEX "orders_submit_due" ON "orders" USING btree ("next_action_at") WHERE next_action = 'submit';--> statement-breakpoint
CREATE INDEX "orders_check_due" ON "orders" USING btree ("next_action_at") WHERE next_action in ('look', 'poll');--> statement-breakpoint
CREATE INDEX "orders_tell_due" ON "orders" USING btree ("tell_at") WHERE tell_at is not null;--> statement-breakpoint
CREATE INDEX "orders_quoted" ON "orders" USING btree ("expires_at") WHERE state = 'quoted';--> statement-breakpoint
CREATE INDEX "orders_in_flight" ON "orders" USING btree ("held_at") WHERE state in ('held', 'submitted', 'needs_review');--> statement-breakpoint
CREATE UNIQUE INDEX "orders_one_a_day" ON "orders" USING btree ("reseller_id","destination","product_code","business_day","occurrence",(coalesce(amount, 0))) WHERE state in ('held', 'submitted', 'needs_review', 'delivered');--> statement-breakpoint
CREATE INDEX "product_category" ON "product" USING btree ("category","cost");--> statement-breakpoint
CREATE INDEX "telegram_account_reseller" ON "telegram_account" USING btree ("reseller_id");