-- What operators have made of the command words. Null: a default word that was taken away.
CREATE TABLE "command_word" (
	"word" text PRIMARY KEY NOT NULL,
	"meaning" text,
	"changed_by" bigint NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	CONSTRAINT "command_word_shape" CHECK (word ~ '^[A-Z][A-Z0-9-]{0,19}$')
);
--> statement-breakpoint
CREATE TABLE "complaint" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
	"reseller_id" integer NOT NULL,
	"telegram_id" bigint NOT NULL,
	"origin" text NOT NULL,
	"order_number" bigint,
	"state" text DEFAULT 'draft' NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"opened_at" timestamp with time zone,
	"closed_at" timestamp with time zone,
	"closed_by" bigint,
	CONSTRAINT "complaint_origin_unique" UNIQUE("origin"),
	CONSTRAINT "complaint_state" CHECK (state in ('draft', 'discarded', 'open', 'closed')),
	CONSTRAINT "complaint_opened" CHECK ((state in ('draft', 'discarded')) = (opened_at is null))
);
--> statement-breakpoint
CREATE INDEX "complaint_reseller" ON "complaint" USING btree ("reseller_id","id");
--> statement-breakpoint
CREATE INDEX "complaint_open" ON "complaint" USING btree ("id") WHERE state = 'open';
--> statement-breakpoint
CREATE TABLE "complaint_message" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
	"complaint_id" bigint NOT NULL,
	"key" text NOT NULL,
	"author" text NOT NULL,
	"author_id" bigint NOT NULL,
	"kind" text NOT NULL,
	"text" text NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "complaint_message_key_unique" UNIQUE("key"),
	CONSTRAINT "complaint_message_author" CHECK (author in ('reseller', 'operator')),
	CONSTRAINT "complaint_message_kind" CHECK (kind in ('said', 'closed')),
	CONSTRAINT "complaint_message_bounded" CHECK (length(text) <= 1000)
);
--> statement-breakpoint
CREATE INDEX "complaint_message_thread" ON "complaint_message" USING btree ("complaint_id","id");
--> statement-breakpoint
-- Where a message was posted: to be said once, and found again when somebody replies to it. Message 0: on its way, or lost on it.
CREATE TABLE "complaint_post" (
	"complaint_id" bigint NOT NULL,
	"key" text NOT NULL,
	"chat_id" bigint NOT NULL,
	"message_id" bigint DEFAULT 0 NOT NULL,
	"at" timestamp with time zone NOT NULL,
	CONSTRAINT "complaint_post_key_chat_id_pk" PRIMARY KEY("key","chat_id")
);
--> statement-breakpoint
CREATE INDEX "complaint_post_message" ON "complaint_post" USING btree ("chat_id","message_id");
--> statement-breakpoint
CREATE INDEX "complaint_post_at" ON "complaint_post" USING btree ("at");
--> statement-breakpoint
-- When the supplier was last asked about an order because its reseller complained.
CREATE TABLE "complaint_check" (
	"ref_id" uuid PRIMARY KEY NOT NULL,
	"checked_at" timestamp with time zone NOT NULL
);
--> statement-breakpoint
-- Whether an operator's message has been carried out already.
CREATE INDEX "audit_once" ON "audit" USING btree ((detail ->> 'key')) WHERE action in ('command_word', 'bank_accounts', 'two_person_limit');
--> statement-breakpoint
-- Destinations a reseller has given a name.
CREATE TABLE "favourite" (
	"id" bigint PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
	"reseller_id" integer NOT NULL,
	"name" text NOT NULL,
	"destination" text NOT NULL,
	"product_code" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	CONSTRAINT "favourite_once" UNIQUE("reseller_id","destination"),
	CONSTRAINT "favourite_name" CHECK (length(name) between 1 and 40)
);
--> statement-breakpoint
-- Opens a complaint that has something said in it: 'open' (also when it was before), 'closed', 'too_many', 'too_often', 'empty', or null
-- when it is not his or was discarded. At most p_most of a reseller are open, and p_most_a_day opened in a day, whatever is opened at the
-- same moment.
create function complaint_open(
  p_id bigint, p_reseller_id integer, p_most integer, p_most_a_day integer, p_now timestamptz) returns text
language plpgsql as $$
declare
  v_state text;
begin
  perform pg_advisory_xact_lock(10, p_reseller_id);
  select state into v_state from complaint where id = p_id and reseller_id = p_reseller_id for update;
  if v_state is distinct from 'draft' then
    return nullif(v_state, 'discarded');
  end if;
  if not exists (select from complaint_message where complaint_id = p_id) then
    return 'empty';
  end if;
  if (select count(*) from complaint where reseller_id = p_reseller_id and state = 'open') >= p_most then
    return 'too_many';
  end if;
  if (select count(*) from complaint
      where reseller_id = p_reseller_id and opened_at > p_now - interval '1 day') >= p_most_a_day then
    return 'too_often';
  end if;
  update complaint set state = 'open', opened_at = p_now where id = p_id;
  return 'open';
end
$$;
