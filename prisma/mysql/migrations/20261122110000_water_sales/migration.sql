-- What a sale of water came to.
ALTER TABLE `pours` ADD COLUMN `price_list` VARCHAR(191) NULL;
ALTER TABLE `pours` ADD COLUMN `paid_by` VARCHAR(191) NULL;
ALTER TABLE `pours` ADD COLUMN `result` VARCHAR(191) NULL;
ALTER TABLE `pours` ADD COLUMN `charged` INTEGER NULL;
ALTER TABLE `pours` ADD COLUMN `remainder` INTEGER NULL;
ALTER TABLE `pours` ADD COLUMN `remainder_to` VARCHAR(191) NULL;
-- What moved the balance of a prepaid card.
CREATE TABLE `prepaid_entries` (
    `id` VARCHAR(191) NOT NULL,
    `card_id` VARCHAR(191) NOT NULL,
    `kind` VARCHAR(191) NOT NULL,
    `amount` INTEGER NOT NULL,
    `currency` VARCHAR(191) NOT NULL,
    `idempotency_key` VARCHAR(191) NOT NULL,
    `session_id` VARCHAR(191) NULL,
    `machine_id` VARCHAR(191) NULL,
    `occurred_at` DATETIME(3) NOT NULL,
    `actor` VARCHAR(191) NOT NULL,
    `reason` TEXT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE UNIQUE INDEX `prepaid_entries_idempotency_key_key` ON `prepaid_entries`(`idempotency_key`);
CREATE INDEX `prepaid_entries_card_id_occurred_at_id_idx` ON `prepaid_entries`(`card_id`, `occurred_at`, `id`);
CREATE INDEX `prepaid_entries_session_id_idx` ON `prepaid_entries`(`session_id`);
-- What was left over at a machine and stands there for the next sale.
CREATE TABLE `machine_credits` (
    `machine_id` VARCHAR(191) NOT NULL,
    `amount` INTEGER NOT NULL,
    PRIMARY KEY (`machine_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
