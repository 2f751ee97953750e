-- Payments by QRIS.
CREATE TABLE `online_payments` (
    `id` VARCHAR(191) NOT NULL,
    `outlet_id` VARCHAR(191) NOT NULL,
    `session_id` VARCHAR(191) NOT NULL,
    `machine_id` VARCHAR(191) NOT NULL,
    `provider` VARCHAR(191) NOT NULL,
    `state` VARCHAR(191) NOT NULL,
    `amount` INTEGER NOT NULL,
    `currency` VARCHAR(191) NOT NULL,
    `qr` TEXT NULL,
    `charge_id` VARCHAR(191) NULL,
    `transaction_id` VARCHAR(191) NULL,
    `created_at` DATETIME(3) NOT NULL,
    `expires_at` DATETIME(3) NOT NULL,
    `next_look_at` DATETIME(3) NULL,
    `is_cancel_wanted` BOOLEAN NOT NULL,
    `paid_at` DATETIME(3) NULL,
    `paid_amount` INTEGER NOT NULL,
    `refunded_amount` INTEGER NOT NULL,
    `reason` VARCHAR(191) NULL,
    `refund` JSON NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `online_payments_session_id_idx` ON `online_payments`(`session_id`);
CREATE INDEX `online_payments_next_look_at_idx` ON `online_payments`(`next_look_at`);
