-- From when on which version of a tariff is in force, and what merchants gave a stay.
CREATE TABLE `tariff_starts` (
    `id` VARCHAR(191) NOT NULL,
    `tariff_id` VARCHAR(191) NOT NULL,
    `version` INTEGER NOT NULL,
    `starts_at` DATETIME(3) NOT NULL,
    `set_at` DATETIME(3) NOT NULL,
    `actor` VARCHAR(191) NOT NULL,
    `reason` TEXT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `tariff_starts_starts_at_set_at_id_idx` ON `tariff_starts`(`starts_at`, `set_at`, `id`);
ALTER TABLE `stays` ADD COLUMN `validations` JSON NULL;
