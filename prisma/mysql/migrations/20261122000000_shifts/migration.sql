-- Whose till money went through, and which entry takes which other one back.
CREATE TABLE `shifts` (
    `id` VARCHAR(191) NOT NULL,
    `outlet_id` VARCHAR(191) NOT NULL,
    `opened_by` VARCHAR(191) NOT NULL,
    `opened_at` DATETIME(3) NOT NULL,
    `currency` VARCHAR(191) NOT NULL,
    `opening_float` INTEGER NOT NULL,
    `closed_at` DATETIME(3) NULL,
    `closed_by` VARCHAR(191) NULL,
    `counted_amount` INTEGER NULL,
    `expected_amount` INTEGER NULL,
    `note` TEXT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `shifts_opened_at_id_idx` ON `shifts`(`opened_at`, `id`);
CREATE INDEX `shifts_opened_by_closed_at_idx` ON `shifts`(`opened_by`, `closed_at`);
ALTER TABLE `ledger_entries` ADD COLUMN `shift_id` VARCHAR(191) NULL;
ALTER TABLE `ledger_entries` ADD COLUMN `reverses_id` VARCHAR(191) NULL;
CREATE INDEX `ledger_entries_shift_id_occurred_at_idx` ON `ledger_entries`(`shift_id`, `occurred_at`);
CREATE INDEX `ledger_entries_reverses_id_idx` ON `ledger_entries`(`reverses_id`);
