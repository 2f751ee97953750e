-- What customers are sold water for, and how its machines are kept.
CREATE TABLE `water_price_lists` (
    `id` VARCHAR(191) NOT NULL,
    `machine_id` VARCHAR(191) NULL,
    `version` VARCHAR(191) NOT NULL,
    `products` JSON NOT NULL,
    `since` DATETIME(3) NOT NULL,
    `actor` VARCHAR(191) NOT NULL,
    `reason` TEXT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `water_price_lists_since_id_idx` ON `water_price_lists`(`since`, `id`);
CREATE TABLE `calibrations` (
    `id` VARCHAR(191) NOT NULL,
    `machine_id` VARCHAR(191) NOT NULL,
    `kind` VARCHAR(191) NOT NULL,
    `content` JSON NOT NULL,
    `calibrated_at` DATETIME(3) NOT NULL,
    `due_at` DATETIME(3) NOT NULL,
    `actor` VARCHAR(191) NOT NULL,
    `note` TEXT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `calibrations_machine_id_kind_calibrated_at_id_idx` ON `calibrations`(`machine_id`, `kind`, `calibrated_at`, `id`);
CREATE TABLE `renewals` (
    `id` VARCHAR(191) NOT NULL,
    `machine_id` VARCHAR(191) NOT NULL,
    `kind` VARCHAR(191) NOT NULL,
    `renewed_at` DATETIME(3) NOT NULL,
    `left_then` JSON NULL,
    `actor` VARCHAR(191) NOT NULL,
    `reason` TEXT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `renewals_machine_id_kind_renewed_at_id_idx` ON `renewals`(`machine_id`, `kind`, `renewed_at`, `id`);

-- What a machine poured since a moment is read from one index, however long its history.
ALTER TABLE `pours` ADD COLUMN `machine_id` VARCHAR(191) NULL;
ALTER TABLE `pours` ADD COLUMN `ended_at` DATETIME(3) NULL;
UPDATE `pours` SET
    `machine_id` = (SELECT s.`machine_id` FROM `sessions` s WHERE s.`id` = `pours`.`session_id`),
    `ended_at` = (SELECT s.`closed_at` FROM `sessions` s WHERE s.`id` = `pours`.`session_id`);
CREATE INDEX `pours_machine_id_ended_at_delivered_ml_idx` ON `pours`(`machine_id`, `ended_at`, `delivered_ml`);
CREATE INDEX `pours_ended_at_idx` ON `pours`(`ended_at`);
