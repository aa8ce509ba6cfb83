CREATE TABLE `accounts` (
	`account_id` text PRIMARY KEY NOT NULL,
	`email` text,
	`name` text DEFAULT '' NOT NULL,
	`is_admin` integer DEFAULT false NOT NULL,
	`created_at_ms` integer NOT NULL,
	`signed_out_at_ms` integer DEFAULT 0 NOT NULL,
	FOREIGN KEY (`account_id`) REFERENCES `owners`(`owner_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `accounts_email_unique` ON `accounts` (`email`);--> statement-breakpoint
CREATE TABLE `api_keys` (
	`key_id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`created_by` text NOT NULL,
	`name` text NOT NULL,
	`prefix` text NOT NULL,
	`secret_sha256` text NOT NULL,
	`scopes` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer,
	`last_used_at_ms` integer,
	`revoked_at_ms` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `api_keys_secret` ON `api_keys` (`secret_sha256`);--> statement-breakpoint
CREATE INDEX `api_keys_owner` ON `api_keys` (`owner_id`);--> statement-breakpoint
CREATE TABLE `challenges` (
	`challenge` text PRIMARY KEY NOT NULL,
	`account_id` text,
	`purpose` text NOT NULL,
	`expires_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `email_codes` (
	`code_id` text PRIMARY KEY NOT NULL,
	`email` text NOT NULL,
	`purpose` text NOT NULL,
	`account_id` text,
	`code_mac` text NOT NULL,
	`network_mac` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`used_by` text
);
--> statement-breakpoint
CREATE INDEX `email_codes_email` ON `email_codes` (`email`,`created_at_ms`);--> statement-breakpoint
CREATE INDEX `email_codes_network` ON `email_codes` (`network_mac`,`created_at_ms`);--> statement-breakpoint
CREATE TABLE `passkeys` (
	`credential_id` text PRIMARY KEY NOT NULL,
	`account_id` text NOT NULL,
	`public_key` text NOT NULL,
	`counter` integer NOT NULL,
	`transports` text NOT NULL,
	`name` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`last_used_at_ms` integer
);
--> statement-breakpoint
CREATE INDEX `passkeys_account` ON `passkeys` (`account_id`);--> statement-breakpoint
CREATE TABLE `sessions` (
	`token_sha256` text PRIMARY KEY NOT NULL,
	`session_id` text NOT NULL,
	`account_id` text NOT NULL,
	`agent` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`last_used_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`revoked_at_ms` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `sessions_session_id_unique` ON `sessions` (`session_id`);--> statement-breakpoint
CREATE INDEX `sessions_account` ON `sessions` (`account_id`);--> statement-breakpoint
CREATE TABLE `allowances` (
	`owner_id` text PRIMARY KEY NOT NULL,
	`plan` text NOT NULL,
	`models_per_month` integer,
	`models_per_day` integer,
	`overage_models_max` integer NOT NULL,
	`period_from_ms` integer NOT NULL,
	`period_to_ms` integer NOT NULL,
	`read_only` integer NOT NULL,
	`grace_until_ms` integer,
	`overage_pence_per_model` integer,
	`updated_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `customers` (
	`owner_id` text PRIMARY KEY NOT NULL,
	`stripe_customer_id` text NOT NULL,
	`spending_cap_pence` integer DEFAULT 0 NOT NULL,
	`sync_id` text DEFAULT '' NOT NULL,
	`synced_at_ms` integer DEFAULT 0 NOT NULL,
	`checked_at_ms` integer DEFAULT 0 NOT NULL,
	`watch_until_ms` integer DEFAULT 0 NOT NULL,
	`created_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `customers_stripe_customer_id_unique` ON `customers` (`stripe_customer_id`);--> statement-breakpoint
CREATE TABLE `meter_events` (
	`job_id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`period_from_ms` integer NOT NULL,
	`at_ms` integer NOT NULL,
	`sent_at_ms` integer,
	`tries` integer DEFAULT 0 NOT NULL,
	`first_tried_at_ms` integer,
	`next_try_at_ms` integer DEFAULT 0 NOT NULL,
	`told_at_ms` integer
);
--> statement-breakpoint
CREATE INDEX `meter_events_sent` ON `meter_events` (`sent_at_ms`);--> statement-breakpoint
CREATE INDEX `meter_events_owner` ON `meter_events` (`owner_id`,`period_from_ms`);--> statement-breakpoint
CREATE TABLE `quota_entries` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`job_id` text NOT NULL,
	`kind` text NOT NULL,
	`owner_id` text NOT NULL,
	`models` integer NOT NULL,
	`period_from_ms` integer NOT NULL,
	`day` integer NOT NULL,
	`quota` integer,
	`at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `quota_entries_once` ON `quota_entries` (`job_id`,`kind`);--> statement-breakpoint
CREATE UNIQUE INDEX `quota_entries_settled_once` ON `quota_entries` (`job_id`) WHERE kind IN ('capture', 'release');--> statement-breakpoint
CREATE INDEX `quota_entries_owner` ON `quota_entries` (`owner_id`,`period_from_ms`);--> statement-breakpoint
CREATE INDEX `quota_entries_day` ON `quota_entries` (`owner_id`,`day`);--> statement-breakpoint
CREATE TABLE `stripe_events` (
	`event_id` text PRIMARY KEY NOT NULL,
	`type` text NOT NULL,
	`owner_id` text,
	`created_at_ms` integer NOT NULL,
	`received_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `subscriptions` (
	`owner_id` text PRIMARY KEY NOT NULL,
	`stripe_subscription_id` text NOT NULL,
	`plan` text NOT NULL,
	`status` text NOT NULL,
	`period_from_ms` integer NOT NULL,
	`period_to_ms` integer NOT NULL,
	`cancel_at_period_end` integer NOT NULL,
	`next_plan` text,
	`overage_pence_per_model` integer,
	`unpaid_since_ms` integer,
	`updated_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `subscriptions_stripe_subscription_id_unique` ON `subscriptions` (`stripe_subscription_id`);--> statement-breakpoint
CREATE TABLE `order_addresses` (
	`order_id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`address` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `order_history` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`order_id` text NOT NULL,
	`state` text NOT NULL,
	`hold` text,
	`at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `order_history_order` ON `order_history` (`order_id`,`id`);--> statement-breakpoint
CREATE TABLE `orders` (
	`order_id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`quote_id` text NOT NULL,
	`method` text NOT NULL,
	`state` text NOT NULL,
	`hold` text,
	`end_reason` text,
	`currency` text NOT NULL,
	`total_minor` integer NOT NULL,
	`lines` text NOT NULL,
	`price` text NOT NULL,
	`shipping` text NOT NULL,
	`country` text NOT NULL,
	`payment_ref` text,
	`pay_url` text,
	`capture_ref` text,
	`captured_minor` integer DEFAULT 0 NOT NULL,
	`refunded_minor` integer DEFAULT 0 NOT NULL,
	`refund_due_minor` integer DEFAULT 0 NOT NULL,
	`capture_asked_at_ms` integer,
	`refund_asked_at_ms` integer,
	`declined` integer DEFAULT false NOT NULL,
	`declines` integer DEFAULT 0 NOT NULL,
	`receipt_number` integer,
	`tracking` text,
	`expires_ms` integer NOT NULL,
	`created_at_ms` integer NOT NULL,
	`paid_at_ms` integer,
	`check_at_ms` integer,
	`write_id` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `orders_receipt_number_unique` ON `orders` (`receipt_number`);--> statement-breakpoint
CREATE UNIQUE INDEX `orders_quote_once` ON `orders` (`quote_id`) WHERE state NOT IN ('cancelled', 'refunded');--> statement-breakpoint
CREATE UNIQUE INDEX `orders_payment` ON `orders` (`method`,`payment_ref`);--> statement-breakpoint
CREATE INDEX `orders_owner` ON `orders` (`owner_id`,`created_at_ms`);--> statement-breakpoint
CREATE INDEX `orders_state` ON `orders` (`state`,`created_at_ms`);--> statement-breakpoint
CREATE INDEX `orders_check` ON `orders` (`check_at_ms`) WHERE check_at_ms IS NOT NULL;--> statement-breakpoint
CREATE TABLE `payment_events` (
	`event_id` text PRIMARY KEY NOT NULL,
	`order_id` text NOT NULL,
	`type` text NOT NULL,
	`received_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `batch_imports` (
	`import_id` text PRIMARY KEY NOT NULL,
	`batch_id` text NOT NULL,
	`owner_id` text NOT NULL,
	`key` text NOT NULL,
	`photos_total` integer NOT NULL,
	`next_photo` integer DEFAULT 0 NOT NULL,
	`refused` text NOT NULL,
	`failure` text,
	`created_at_ms` integer NOT NULL,
	`changed_at_ms` integer NOT NULL,
	`ended_at_ms` integer
);
--> statement-breakpoint
CREATE INDEX `batch_imports_batch` ON `batch_imports` (`batch_id`);--> statement-breakpoint
CREATE INDEX `batch_imports_ended` ON `batch_imports` (`ended_at_ms`,`changed_at_ms`);--> statement-breakpoint
CREATE TABLE `batch_scans` (
	`batch_id` text NOT NULL,
	`scan_id` text NOT NULL,
	`position` integer NOT NULL,
	PRIMARY KEY(`batch_id`, `scan_id`)
);
--> statement-breakpoint
CREATE INDEX `batch_scans_scan` ON `batch_scans` (`scan_id`);--> statement-breakpoint
CREATE TABLE `batches` (
	`batch_id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`name` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`submitted_at_ms` integer,
	`busy_until_ms` integer DEFAULT 0 NOT NULL,
	`ended_at_ms` integer
);
--> statement-breakpoint
CREATE INDEX `batches_owner` ON `batches` (`owner_id`,`created_at_ms`);--> statement-breakpoint
CREATE INDEX `batches_ended` ON `batches` (`ended_at_ms`);--> statement-breakpoint
CREATE TABLE `brand_logos` (
	`owner_id` text PRIMARY KEY NOT NULL,
	`media` text NOT NULL,
	`sha256` text NOT NULL,
	`bytes` blob NOT NULL,
	`updated_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `deliveries` (
	`delivery_id` text PRIMARY KEY NOT NULL,
	`webhook_id` text NOT NULL,
	`event_id` text NOT NULL,
	`event` text NOT NULL,
	`body` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`since_ms` integer NOT NULL,
	`next_try_at_ms` integer,
	`last_try_at_ms` integer,
	`last_status` integer,
	`last_answer` text,
	`created_at_ms` integer NOT NULL,
	`delivered_at_ms` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `deliveries_once` ON `deliveries` (`webhook_id`,`event_id`);--> statement-breakpoint
CREATE INDEX `deliveries_due` ON `deliveries` (`next_try_at_ms`);--> statement-breakpoint
CREATE INDEX `deliveries_webhook` ON `deliveries` (`webhook_id`,`created_at_ms`);--> statement-breakpoint
CREATE TABLE `invitations` (
	`invitation_id` text PRIMARY KEY NOT NULL,
	`token_sha256` text NOT NULL,
	`owner_id` text NOT NULL,
	`email` text NOT NULL,
	`role` text NOT NULL,
	`invited_by` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL,
	`accepted_at_ms` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `invitations_token_sha256_unique` ON `invitations` (`token_sha256`);--> statement-breakpoint
CREATE INDEX `invitations_owner` ON `invitations` (`owner_id`);--> statement-breakpoint
CREATE TABLE `members` (
	`owner_id` text NOT NULL,
	`account_id` text NOT NULL,
	`role` text NOT NULL,
	`joined_at_ms` integer NOT NULL,
	PRIMARY KEY(`owner_id`, `account_id`)
);
--> statement-breakpoint
CREATE INDEX `members_account` ON `members` (`account_id`);--> statement-breakpoint
CREATE TABLE `organisations` (
	`owner_id` text PRIMARY KEY NOT NULL,
	`name` text NOT NULL,
	`brand` text,
	`created_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `webhooks` (
	`webhook_id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`url` text NOT NULL,
	`secret` text NOT NULL,
	`events` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`paused_at_ms` integer,
	`paused_why` text
);
--> statement-breakpoint
CREATE INDEX `webhooks_owner` ON `webhooks` (`owner_id`);--> statement-breakpoint
CREATE TABLE `parts` (
	`part_id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`visitor_id` text,
	`visitor_from` text,
	`file_name` text NOT NULL,
	`bytes` integer NOT NULL,
	`file_sha256` text NOT NULL,
	`job_id` text,
	`unit` text,
	`state` text NOT NULL,
	`problem_code` text,
	`problem_detail` text DEFAULT '' NOT NULL,
	`check` text,
	`repairs` text NOT NULL,
	`preparation` text,
	`geometry_sha256` text,
	`geometry_bytes` integer,
	`created_at_ms` integer NOT NULL,
	`used_at_ms` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE INDEX `parts_owner` ON `parts` (`owner_id`,`created_at_ms`);--> statement-breakpoint
CREATE INDEX `parts_age` ON `parts` (`created_at_ms`,`used_at_ms`);--> statement-breakpoint
CREATE INDEX `parts_geometry` ON `parts` (`geometry_sha256`);--> statement-breakpoint
CREATE INDEX `parts_visitor` ON `parts` (`visitor_id`,`created_at_ms`);--> statement-breakpoint
CREATE TABLE `preparations` (
	`preparation_id` text PRIMARY KEY NOT NULL,
	`part_id` text NOT NULL,
	`task` text NOT NULL,
	`input_sha256` text NOT NULL,
	`input_bytes` integer NOT NULL,
	`state` text NOT NULL,
	`attempt` integer NOT NULL,
	`due_at_ms` integer NOT NULL,
	`since_ms` integer NOT NULL,
	`runpod_id` text,
	`callback_token_sha256` text,
	`report` text,
	`mesh_sha256` text,
	`mesh_bytes` integer,
	`failure_code` text,
	`failure_detail` text DEFAULT '' NOT NULL,
	`writes` integer DEFAULT 0 NOT NULL,
	`created_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `preparations_part` ON `preparations` (`part_id`);--> statement-breakpoint
CREATE INDEX `preparations_state` ON `preparations` (`state`,`due_at_ms`);--> statement-breakpoint
CREATE TABLE `price_books` (
	`version` integer PRIMARY KEY NOT NULL,
	`book` text NOT NULL,
	`note` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`dry_run_at_ms` integer,
	`live_at_ms` integer
);
--> statement-breakpoint
CREATE TABLE `quote_reviews` (
	`quote_id` text PRIMARY KEY NOT NULL,
	`decision` text NOT NULL,
	`note` text NOT NULL,
	`at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `quote_slices` (
	`quote_id` text NOT NULL,
	`line_id` text NOT NULL,
	`slice_id` text NOT NULL,
	PRIMARY KEY(`quote_id`, `line_id`)
);
--> statement-breakpoint
CREATE INDEX `quote_slices_slice` ON `quote_slices` (`slice_id`);--> statement-breakpoint
CREATE TABLE `quotes` (
	`quote_id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`visitor_id` text,
	`channel_id` text NOT NULL,
	`revision` integer NOT NULL,
	`follows` text,
	`asked` text NOT NULL,
	`lines` text NOT NULL,
	`price` text NOT NULL,
	`source` text NOT NULL,
	`versions` text NOT NULL,
	`total_minor` integer NOT NULL,
	`currency` text NOT NULL,
	`range_low_minor` integer,
	`range_high_minor` integer,
	`needs_review` integer NOT NULL,
	`sliced` integer NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `quotes_owner` ON `quotes` (`owner_id`,`created_at_ms`);--> statement-breakpoint
CREATE INDEX `quotes_visitor` ON `quotes` (`visitor_id`,`created_at_ms`);--> statement-breakpoint
CREATE INDEX `quotes_review` ON `quotes` (`needs_review`,`created_at_ms`);--> statement-breakpoint
CREATE UNIQUE INDEX `quotes_follows` ON `quotes` (`follows`);--> statement-breakpoint
CREATE INDEX `quotes_waiting` ON `quotes` (`created_at_ms`) WHERE source = 'estimate' AND sliced = 1 AND follows IS NULL;--> statement-breakpoint
CREATE TABLE `slices` (
	`slice_id` text PRIMARY KEY NOT NULL,
	`geometry_sha256` text NOT NULL,
	`settings` text NOT NULL,
	`print` text NOT NULL,
	`priority` integer NOT NULL,
	`state` text NOT NULL,
	`attempt` integer NOT NULL,
	`due_at_ms` integer NOT NULL,
	`since_ms` integer NOT NULL,
	`runpod_id` text,
	`callback_token_sha256` text,
	`figures` text,
	`slicer` text,
	`failure_code` text,
	`failure_detail` text DEFAULT '' NOT NULL,
	`writes` integer DEFAULT 0 NOT NULL,
	`created_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `slices_state` ON `slices` (`state`,`priority`,`due_at_ms`);--> statement-breakpoint
CREATE INDEX `slices_geometry` ON `slices` (`geometry_sha256`,`created_at_ms`);--> statement-breakpoint
CREATE TABLE `audit_log` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`account_id` text NOT NULL,
	`action` text NOT NULL,
	`subject` text NOT NULL,
	`detail` text NOT NULL,
	`at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `audit_log_at` ON `audit_log` (`at_ms`);--> statement-breakpoint
CREATE TABLE `data_exports` (
	`export_id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`cuts` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`expires_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `data_exports_owner` ON `data_exports` (`owner_id`);--> statement-breakpoint
CREATE TABLE `erasures` (
	`owner_id` text PRIMARY KEY NOT NULL,
	`asked_at_ms` integer NOT NULL,
	`ended_at_ms` integer
);
--> statement-breakpoint
CREATE TABLE `idempotency_keys` (
	`owner_id` text NOT NULL,
	`key` text NOT NULL,
	`request_sha256` text NOT NULL,
	`status` integer,
	`answer` text,
	`created_at_ms` integer NOT NULL,
	PRIMARY KEY(`owner_id`, `key`)
);
--> statement-breakpoint
CREATE INDEX `idempotency_keys_created` ON `idempotency_keys` (`created_at_ms`);--> statement-breakpoint
CREATE TABLE `settings` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL,
	`updated_at_ms` integer NOT NULL,
	`updated_by` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `mails` (
	`mail_id` text PRIMARY KEY NOT NULL,
	`owner_id` text,
	`recipient` text NOT NULL,
	`subject` text NOT NULL,
	`body` text NOT NULL,
	`tries` integer DEFAULT 0 NOT NULL,
	`next_try_at_ms` integer,
	`not_after_ms` integer,
	`created_at_ms` integer NOT NULL,
	`sent_at_ms` integer
);
--> statement-breakpoint
CREATE INDEX `mails_due` ON `mails` (`next_try_at_ms`);--> statement-breakpoint
CREATE INDEX `mails_recipient` ON `mails` (`recipient`,`created_at_ms`);--> statement-breakpoint
CREATE TABLE `notice_choices` (
	`owner_id` text PRIMARY KEY NOT NULL,
	`choices` text NOT NULL,
	`updated_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `notices` (
	`notice_id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`kind` text NOT NULL,
	`subject` text NOT NULL,
	`body` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`read_at_ms` integer,
	`mailed_at_ms` integer,
	`spread_at_ms` integer,
	`spread_claim` text,
	`spread_due_at_ms` integer DEFAULT 0 NOT NULL,
	`spread_tries` integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `notices_once` ON `notices` (`owner_id`,`kind`,`subject`);--> statement-breakpoint
CREATE INDEX `notices_owner` ON `notices` (`owner_id`,`created_at_ms`);--> statement-breakpoint
CREATE INDEX `notices_spread` ON `notices` (`spread_at_ms`,`spread_due_at_ms`);--> statement-breakpoint
CREATE TABLE `push_subscriptions` (
	`endpoint_sha256` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`endpoint` text NOT NULL,
	`p256dh` text NOT NULL,
	`auth` text NOT NULL,
	`created_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `push_subscriptions_owner` ON `push_subscriptions` (`owner_id`);--> statement-breakpoint
CREATE TABLE `widget_keys` (
	`key_id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`name` text NOT NULL,
	`key` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`last_used_at_ms` integer,
	`revoked_at_ms` integer
);
--> statement-breakpoint
CREATE UNIQUE INDEX `widget_keys_key` ON `widget_keys` (`key`);--> statement-breakpoint
CREATE INDEX `widget_keys_owner` ON `widget_keys` (`owner_id`);--> statement-breakpoint
CREATE TABLE `widget_origins` (
	`key_id` text NOT NULL,
	`origin` text NOT NULL,
	PRIMARY KEY(`key_id`, `origin`)
);
--> statement-breakpoint
CREATE INDEX `widget_origins_origin` ON `widget_origins` (`origin`);--> statement-breakpoint
ALTER TABLE `devices` ADD `agent` text DEFAULT '' NOT NULL;--> statement-breakpoint
ALTER TABLE `devices` ADD `linked_at_ms` integer;--> statement-breakpoint
CREATE INDEX `devices_linked` ON `devices` (`linked_at_ms`);--> statement-breakpoint
ALTER TABLE `jobs` ADD `files_deleted_at_ms` integer;--> statement-breakpoint
ALTER TABLE `owners` ADD `kind` text DEFAULT 'device' NOT NULL;--> statement-breakpoint
ALTER TABLE `owners` ADD `links_revoked_at_ms` integer DEFAULT 0 NOT NULL;--> statement-breakpoint
ALTER TABLE `scans` ADD `files_deleted_at_ms` integer;