-- What was told of an alarm to whom, and whether it arrived.
CREATE TABLE `alert_deliveries` (
    `id` VARCHAR(191) NOT NULL,
    `message_id` VARCHAR(191) NOT NULL,
    `alarm_id` VARCHAR(191) NOT NULL,
    `machine_id` VARCHAR(191) NOT NULL,
    `code` VARCHAR(191) NOT NULL,
    `event` VARCHAR(191) NOT NULL,
    `alarm_count` INTEGER NOT NULL,
    `channel` VARCHAR(191) NOT NULL,
    `recipient` VARCHAR(191) NOT NULL,
    `state` VARCHAR(191) NOT NULL,
    `attempts` INTEGER NOT NULL,
    `next_attempt_at` DATETIME(3) NULL,
    `last_error` JSON NULL,
    `created_at` DATETIME(3) NOT NULL,
    `ended_at` DATETIME(3) NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `alert_deliveries_created_at_id_idx` ON `alert_deliveries`(`created_at`, `id`);
CREATE INDEX `alert_deliveries_state_idx` ON `alert_deliveries`(`state`);
