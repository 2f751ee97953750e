-- Treatment devices on MQTT: who they are, where they were, what they counted, and what all treatments add up to.
CREATE TABLE `treatments` (
    `session_id` VARCHAR(191) NOT NULL,
    `treatment` VARCHAR(191) NOT NULL,
    `device_id` VARCHAR(191) NULL,
    `source` VARCHAR(191) NOT NULL,
    `planned_s` INTEGER NULL,
    `actual_s` INTEGER NULL,
    `outlet_id` VARCHAR(191) NOT NULL,
    `machine_id` VARCHAR(191) NOT NULL,
    `state` VARCHAR(191) NOT NULL,
    `amount` INTEGER NULL,
    `ended_at` DATETIME(3) NULL,
    PRIMARY KEY (`session_id`),
    CONSTRAINT `treatments_session_id_fkey` FOREIGN KEY (`session_id`) REFERENCES `sessions` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `treatments_ended_at_idx` ON `treatments`(`ended_at`);
CREATE TABLE `telemetry_devices` (
    `id` VARCHAR(191) NOT NULL,
    `mapping` VARCHAR(191) NOT NULL,
    `first_seen_at` DATETIME(3) NOT NULL,
    `last_seen_at` DATETIME(3) NOT NULL,
    `wifi_connected` BOOLEAN NULL,
    `rtc_available` BOOLEAN NULL,
    `sd_available` BOOLEAN NULL,
    `firmware` VARCHAR(191) NULL,
    `uptime_s` BIGINT NULL,
    `queued` BIGINT NULL,
    `clock_offset_ms` BIGINT NULL,
    `count_basic` BIGINT NULL,
    `count_standard` BIGINT NULL,
    `count_premium` BIGINT NULL,
    `counted_at` DATETIME(3) NULL,
    `retired_at` DATETIME(3) NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE `telemetry_assignments` (
    `id` VARCHAR(191) NOT NULL,
    `device_id` VARCHAR(191) NOT NULL,
    `machine_id` VARCHAR(191) NOT NULL,
    `outlet_id` VARCHAR(191) NOT NULL,
    `from_at` DATETIME(3) NOT NULL,
    `until_at` DATETIME(3) NULL,
    `actor` VARCHAR(191) NOT NULL,
    `reason` TEXT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `telemetry_assignments_device_id_from_at_idx` ON `telemetry_assignments`(`device_id`, `from_at`);
CREATE INDEX `telemetry_assignments_machine_id_from_at_idx` ON `telemetry_assignments`(`machine_id`, `from_at`);
CREATE TABLE `device_events` (
    `id` VARCHAR(191) NOT NULL,
    `device_id` VARCHAR(191) NOT NULL,
    `machine_id` VARCHAR(191) NULL,
    `outlet_id` VARCHAR(191) NULL,
    `session_id` VARCHAR(191) NULL,
    `treatment` VARCHAR(191) NOT NULL,
    `phase` VARCHAR(191) NULL,
    `run` VARCHAR(191) NULL,
    `at` DATETIME(3) NOT NULL,
    `clock` VARCHAR(191) NOT NULL,
    `device_at` DATETIME(3) NULL,
    `assumed_zone` VARCHAR(191) NULL,
    `received_at` DATETIME(3) NOT NULL,
    `planned_s` INTEGER NULL,
    `actual_s` INTEGER NULL,
    `count_basic` BIGINT NULL,
    `count_standard` BIGINT NULL,
    `count_premium` BIGINT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `device_events_at_id_idx` ON `device_events`(`at`, `id`);
CREATE INDEX `device_events_device_id_at_id_idx` ON `device_events`(`device_id`, `at`, `id`);
CREATE INDEX `device_events_machine_id_at_id_idx` ON `device_events`(`machine_id`, `at`, `id`);
CREATE INDEX `device_events_device_id_run_idx` ON `device_events`(`device_id`, `run`);
CREATE TABLE `counter_breaks` (
    `id` VARCHAR(191) NOT NULL,
    `device_id` VARCHAR(191) NOT NULL,
    `machine_id` VARCHAR(191) NULL,
    `kind` VARCHAR(191) NOT NULL,
    `treatment` VARCHAR(191) NULL,
    `missing` BIGINT NOT NULL,
    `arrived` BIGINT NOT NULL,
    `from_at` DATETIME(3) NOT NULL,
    `to_at` DATETIME(3) NOT NULL,
    `found_at` DATETIME(3) NOT NULL,
    `closed_at` DATETIME(3) NULL,
    `before_counts` JSON NULL,
    `after_counts` JSON NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `counter_breaks_device_id_closed_at_idx` ON `counter_breaks`(`device_id`, `closed_at`);
CREATE INDEX `counter_breaks_found_at_id_idx` ON `counter_breaks`(`found_at`, `id`);
CREATE TABLE `treatment_buckets` (
    `scope` VARCHAR(191) NOT NULL,
    `scope_id` VARCHAR(191) NOT NULL,
    `size` VARCHAR(191) NOT NULL,
    `starts_at` DATETIME(3) NOT NULL,
    `basic` INTEGER NOT NULL,
    `standard` INTEGER NOT NULL,
    `premium` INTEGER NOT NULL,
    `aborted` INTEGER NOT NULL,
    `revenue` BIGINT NOT NULL,
    `run_seconds` BIGINT NOT NULL,
    PRIMARY KEY (`scope`, `scope_id`, `size`, `starts_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `treatment_buckets_scope_size_starts_at_idx` ON `treatment_buckets`(`scope`, `size`, `starts_at`);
CREATE INDEX `treatment_buckets_starts_at_idx` ON `treatment_buckets`(`starts_at`);
CREATE TABLE `treatment_prices` (
    `id` VARCHAR(191) NOT NULL,
    `outlet_id` VARCHAR(191) NULL,
    `treatment` VARCHAR(191) NOT NULL,
    `price` INTEGER NOT NULL,
    `since` DATETIME(3) NOT NULL,
    `set_at` DATETIME(3) NOT NULL,
    `actor` VARCHAR(191) NOT NULL,
    `reason` TEXT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `treatment_prices_since_id_idx` ON `treatment_prices`(`since`, `id`);
