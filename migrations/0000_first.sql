CREATE TABLE `alerts` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`kind` text NOT NULL,
	`detail` text NOT NULL,
	`at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `attempts` (
	`job_id` text NOT NULL,
	`attempt` integer NOT NULL,
	`phase` text NOT NULL,
	`runpod_id` text,
	`opened_at_ms` integer NOT NULL,
	`changed_at_ms` integer NOT NULL,
	`due_at_ms` integer NOT NULL,
	`callback_token_sha256` text,
	`callback_used_at_ms` integer,
	`progress_token_sha256` text,
	`progress_expires_at_ms` integer,
	PRIMARY KEY(`job_id`, `attempt`)
);
--> statement-breakpoint
CREATE TABLE `condemned` (
	`key` text PRIMARY KEY NOT NULL,
	`created_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `cursors` (
	`name` text PRIMARY KEY NOT NULL,
	`value` text NOT NULL
);
--> statement-breakpoint
CREATE TABLE `devices` (
	`token_sha256` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`revoked_at_ms` integer,
	FOREIGN KEY (`owner_id`) REFERENCES `owners`(`owner_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `devices_owner` ON `devices` (`owner_id`);--> statement-breakpoint
CREATE TABLE `jobs` (
	`job_id` text PRIMARY KEY NOT NULL,
	`scan_id` text NOT NULL,
	`owner_id` text NOT NULL,
	`phase` text NOT NULL,
	`losses` integer NOT NULL,
	`winner` integer,
	`failure` text,
	`output` text,
	`options` text NOT NULL,
	`photo_ids` text NOT NULL,
	`submit_sha256` text NOT NULL,
	`submitted_at_ms` integer NOT NULL,
	`started_at_ms` integer,
	`ended_at_ms` integer,
	`checked_at_ms` integer NOT NULL,
	`write_id` text NOT NULL
);
--> statement-breakpoint
CREATE UNIQUE INDEX `jobs_one_active` ON `jobs` (`scan_id`) WHERE phase IN ('queued', 'running');--> statement-breakpoint
CREATE INDEX `jobs_scan` ON `jobs` (`scan_id`);--> statement-breakpoint
CREATE INDEX `jobs_phase_checked` ON `jobs` (`phase`,`checked_at_ms`);--> statement-breakpoint
CREATE TABLE `outbox` (
	`id` integer PRIMARY KEY AUTOINCREMENT NOT NULL,
	`queue` text NOT NULL,
	`body` text NOT NULL,
	`not_before_ms` integer NOT NULL,
	`leased_until_ms` integer NOT NULL,
	`created_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE INDEX `outbox_leased` ON `outbox` (`leased_until_ms`);--> statement-breakpoint
CREATE TABLE `owners` (
	`owner_id` text PRIMARY KEY NOT NULL,
	`created_at_ms` integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE `photos` (
	`scan_id` text NOT NULL,
	`photo_id` text NOT NULL,
	`pass` integer NOT NULL,
	`name` text NOT NULL,
	`sha256` text NOT NULL,
	`bytes` integer NOT NULL,
	`format` text NOT NULL,
	`width_px` integer NOT NULL,
	`height_px` integer NOT NULL,
	`taken_at_ms` integer,
	`received_at_ms` integer NOT NULL,
	PRIMARY KEY(`scan_id`, `photo_id`),
	FOREIGN KEY (`scan_id`) REFERENCES `scans`(`scan_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE UNIQUE INDEX `photos_once` ON `photos` (`scan_id`,`sha256`);--> statement-breakpoint
CREATE TABLE `scans` (
	`scan_id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`name` text NOT NULL,
	`created_at_ms` integer NOT NULL,
	`updated_at_ms` integer NOT NULL,
	`job_id` text,
	FOREIGN KEY (`owner_id`) REFERENCES `owners`(`owner_id`) ON UPDATE no action ON DELETE no action
);
--> statement-breakpoint
CREATE INDEX `scans_owner_created` ON `scans` (`owner_id`,`created_at_ms`,`scan_id`);--> statement-breakpoint
CREATE TABLE `tombstones` (
	`scan_id` text PRIMARY KEY NOT NULL,
	`owner_id` text NOT NULL,
	`job_ids` text NOT NULL,
	`deleted_at_ms` integer NOT NULL,
	`swept_at_ms` integer
);
--> statement-breakpoint
CREATE INDEX `tombstones_swept` ON `tombstones` (`swept_at_ms`);