ALTER TABLE "operator_action" ADD COLUMN "decided_by" bigint;--> statement-breakpoint
ALTER TABLE "operator_action" ADD CONSTRAINT "operator_action_second" CHECK (decided_by <> actor_id);