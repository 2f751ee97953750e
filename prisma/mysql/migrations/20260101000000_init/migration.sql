-- CreateTable
CREATE TABLE `cards` (
    `id` VARCHAR(191) NOT NULL,
    `kind` VARCHAR(191) NOT NULL,
    `status` VARCHAR(191) NOT NULL,
    `holder` VARCHAR(191) NULL,
    `license_plate` VARCHAR(191) NULL,
    `vehicle_class` VARCHAR(191) NULL,
    `valid_from` DATETIME(3) NULL,
    `valid_until` DATETIME(3) NULL,
    `created_at` DATETIME(3) NOT NULL,
    `updated_at` DATETIME(3) NOT NULL,
    INDEX `cards_created_at_id_idx`(`created_at`, `id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `vehicles` (
    `id` VARCHAR(191) NOT NULL,
    `license_plate` VARCHAR(191) NOT NULL,
    `vehicle_class` VARCHAR(191) NOT NULL,
    `card_id` VARCHAR(191) NULL,
    `note` TEXT NULL,
    `created_at` DATETIME(3) NOT NULL,
    INDEX `vehicles_created_at_id_idx`(`created_at`, `id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `audit_entries` (
    `seq` INTEGER NOT NULL,
    `at` DATETIME(3) NOT NULL,
    `actor` VARCHAR(191) NOT NULL,
    `action` VARCHAR(191) NOT NULL,
    `subject` VARCHAR(191) NOT NULL,
    `before_value` JSON NULL,
    `after_value` JSON NULL,
    `reason` TEXT NULL,
    `source` VARCHAR(191) NULL,
    `previous_hash` VARCHAR(191) NOT NULL,
    `hash` VARCHAR(191) NOT NULL,
    INDEX `audit_entries_actor_seq_idx`(`actor`, `seq`),
    INDEX `audit_entries_subject_seq_idx`(`subject`, `seq`),
    PRIMARY KEY (`seq`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `audit_heads` (
    `id` INTEGER NOT NULL,
    `seq` INTEGER NOT NULL,
    `hash` VARCHAR(191) NOT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `settings` (
    `name` VARCHAR(191) NOT NULL,
    `value` JSON NOT NULL,
    PRIMARY KEY (`name`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `users` (
    `id` VARCHAR(191) NOT NULL,
    `email` VARCHAR(191) NOT NULL,
    `name` VARCHAR(191) NOT NULL,
    `role` VARCHAR(191) NOT NULL,
    `password_hash` TEXT NOT NULL,
    `must_change_password` BOOLEAN NOT NULL,
    `created_at` DATETIME(3) NOT NULL,
    UNIQUE INDEX `users_email_key`(`email`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `sign_ins` (
    `id` VARCHAR(191) NOT NULL,
    `user_id` VARCHAR(191) NOT NULL,
    `created_at` DATETIME(3) NOT NULL,
    `expires_at` DATETIME(3) NOT NULL,
    INDEX `sign_ins_user_id_idx`(`user_id`),
    PRIMARY KEY (`id`),
    CONSTRAINT `sign_ins_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `tokens` (
    `id` VARCHAR(191) NOT NULL,
    `name` VARCHAR(191) NOT NULL,
    `kind` VARCHAR(191) NOT NULL,
    `role` VARCHAR(191) NULL,
    `machine_id` VARCHAR(191) NULL,
    `created_at` DATETIME(3) NOT NULL,
    `last_used_at` DATETIME(3) NULL,
    INDEX `tokens_created_at_id_idx`(`created_at`, `id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `idempotency_keys` (
    `id` VARCHAR(191) NOT NULL,
    `request_digest` VARCHAR(191) NOT NULL,
    `status` INTEGER NULL,
    `body` JSON NULL,
    `created_at` DATETIME(3) NOT NULL,
    INDEX `idempotency_keys_created_at_idx`(`created_at`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `commands` (
    `id` VARCHAR(191) NOT NULL,
    `machine_id` VARCHAR(191) NOT NULL,
    `type` VARCHAR(191) NOT NULL,
    `payload` JSON NOT NULL,
    `state` VARCHAR(191) NOT NULL,
    `actor` VARCHAR(191) NOT NULL,
    `reason` TEXT NULL,
    `session_id` VARCHAR(191) NULL,
    `idempotency_key` VARCHAR(191) NULL,
    `deadline` DATETIME(3) NOT NULL,
    `created_at` DATETIME(3) NOT NULL,
    `ended_at` DATETIME(3) NULL,
    `evidence` JSON NULL,
    `error` JSON NULL,
    UNIQUE INDEX `commands_idempotency_key_key`(`idempotency_key`),
    INDEX `commands_created_at_id_idx`(`created_at`, `id`),
    INDEX `commands_machine_id_created_at_id_idx`(`machine_id`, `created_at`, `id`),
    INDEX `commands_state_machine_id_idx`(`state`, `machine_id`),
    INDEX `commands_session_id_idx`(`session_id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `command_events` (
    `command_id` VARCHAR(191) NOT NULL,
    `seq` INTEGER NOT NULL,
    `state` VARCHAR(191) NOT NULL,
    `at` DATETIME(3) NOT NULL,
    `note` TEXT NULL,
    PRIMARY KEY (`command_id`, `seq`),
    CONSTRAINT `command_events_command_id_fkey` FOREIGN KEY (`command_id`) REFERENCES `commands` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `facts` (
    `machine_id` VARCHAR(191) NOT NULL,
    `epoch` VARCHAR(191) NOT NULL,
    `seq` INTEGER NOT NULL,
    `id` VARCHAR(191) NOT NULL,
    `type` VARCHAR(191) NOT NULL,
    `session_id` VARCHAR(191) NULL,
    `occurred_at` DATETIME(3) NOT NULL,
    `received_at` DATETIME(3) NOT NULL,
    `clock` VARCHAR(191) NOT NULL,
    `payload` JSON NOT NULL,
    `digest` VARCHAR(191) NOT NULL,
    INDEX `facts_occurred_at_id_idx`(`occurred_at`, `id`),
    INDEX `facts_machine_id_occurred_at_id_idx`(`machine_id`, `occurred_at`, `id`),
    INDEX `facts_type_occurred_at_machine_id_idx`(`type`, `occurred_at`, `machine_id`),
    INDEX `facts_session_id_idx`(`session_id`),
    PRIMARY KEY (`machine_id`, `epoch`, `seq`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `fact_cursors` (
    `machine_id` VARCHAR(191) NOT NULL,
    `epoch` VARCHAR(191) NOT NULL,
    `acked_seq` INTEGER NOT NULL,
    PRIMARY KEY (`machine_id`, `epoch`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `dead_letters` (
    `id` VARCHAR(191) NOT NULL,
    `machine_id` VARCHAR(191) NOT NULL,
    `epoch` VARCHAR(191) NOT NULL,
    `seq` INTEGER NOT NULL,
    `item` JSON NOT NULL,
    `code` VARCHAR(191) NOT NULL,
    `message` TEXT NOT NULL,
    `received_at` DATETIME(3) NOT NULL,
    INDEX `dead_letters_received_at_id_idx`(`received_at`, `id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `alarms` (
    `id` VARCHAR(191) NOT NULL,
    `machine_id` VARCHAR(191) NOT NULL,
    `code` VARCHAR(191) NOT NULL,
    `severity` VARCHAR(191) NOT NULL,
    `state` VARCHAR(191) NOT NULL,
    `message` TEXT NOT NULL,
    `raised_at` DATETIME(3) NOT NULL,
    `cleared_at` DATETIME(3) NULL,
    `acknowledged_at` DATETIME(3) NULL,
    `acknowledged_by` VARCHAR(191) NULL,
    `comment` TEXT NULL,
    INDEX `alarms_raised_at_id_idx`(`raised_at`, `id`),
    INDEX `alarms_state_machine_id_idx`(`state`, `machine_id`),
    INDEX `alarms_state_raised_at_id_idx`(`state`, `raised_at`, `id`),
    INDEX `alarms_machine_id_raised_at_id_idx`(`machine_id`, `raised_at`, `id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `photos` (
    `id` VARCHAR(191) NOT NULL,
    `machine_id` VARCHAR(191) NOT NULL,
    `session_id` VARCHAR(191) NULL,
    `reason` VARCHAR(191) NOT NULL,
    `taken_at` DATETIME(3) NOT NULL,
    `file` TEXT NOT NULL,
    `bytes` INTEGER NOT NULL,
    INDEX `photos_machine_id_taken_at_id_idx`(`machine_id`, `taken_at`, `id`),
    INDEX `photos_session_id_idx`(`session_id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `outlets` (
    `id` VARCHAR(191) NOT NULL,
    `name` VARCHAR(191) NOT NULL,
    `timezone` VARCHAR(191) NOT NULL,
    `currency` VARCHAR(191) NOT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `zones` (
    `id` VARCHAR(191) NOT NULL,
    `outlet_id` VARCHAR(191) NOT NULL,
    `name` VARCHAR(191) NOT NULL,
    INDEX `zones_outlet_id_idx`(`outlet_id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `zone_capacities` (
    `zone_id` VARCHAR(191) NOT NULL,
    `vehicle_class` VARCHAR(191) NOT NULL,
    `capacity` INTEGER NOT NULL,
    PRIMARY KEY (`zone_id`, `vehicle_class`),
    CONSTRAINT `zone_capacities_zone_id_fkey` FOREIGN KEY (`zone_id`) REFERENCES `zones` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `machines` (
    `id` VARCHAR(191) NOT NULL,
    `outlet_id` VARCHAR(191) NOT NULL,
    `name` VARCHAR(191) NOT NULL,
    `family` VARCHAR(191) NOT NULL,
    `direction` VARCHAR(191) NULL,
    `zone_id` VARCHAR(191) NULL,
    `vehicle_class` VARCHAR(191) NULL,
    `mode` VARCHAR(191) NOT NULL,
    `created_at` DATETIME(3) NOT NULL,
    INDEX `machines_created_at_id_idx`(`created_at`, `id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `devices` (
    `id` VARCHAR(191) NOT NULL,
    `kind` VARCHAR(191) NOT NULL,
    `serial` VARCHAR(191) NOT NULL,
    `model` VARCHAR(191) NOT NULL,
    UNIQUE INDEX `devices_kind_serial_key`(`kind`, `serial`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `device_assignments` (
    `id` VARCHAR(191) NOT NULL,
    `device_id` VARCHAR(191) NOT NULL,
    `machine_id` VARCHAR(191) NOT NULL,
    `kind` VARCHAR(191) NOT NULL,
    `assigned_at` DATETIME(3) NOT NULL,
    `removed_at` DATETIME(3) NULL,
    INDEX `device_assignments_machine_id_assigned_at_idx`(`machine_id`, `assigned_at`),
    INDEX `device_assignments_device_id_removed_at_idx`(`device_id`, `removed_at`),
    PRIMARY KEY (`id`),
    CONSTRAINT `device_assignments_device_id_fkey` FOREIGN KEY (`device_id`) REFERENCES `devices` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `sessions` (
    `id` VARCHAR(191) NOT NULL,
    `family` VARCHAR(191) NOT NULL,
    `outlet_id` VARCHAR(191) NOT NULL,
    `machine_id` VARCHAR(191) NOT NULL,
    `exit_machine_id` VARCHAR(191) NULL,
    `state` VARCHAR(191) NOT NULL,
    `card_id` VARCHAR(191) NULL,
    `ticket` VARCHAR(191) NULL,
    `license_plate` VARCHAR(191) NULL,
    `opened_at` DATETIME(3) NOT NULL,
    `closed_at` DATETIME(3) NULL,
    `outcome` VARCHAR(191) NULL,
    `outcome_reason` TEXT NULL,
    `tariff_id` VARCHAR(191) NULL,
    `tariff_version` INTEGER NULL,
    `amount` INTEGER NULL,
    `currency` VARCHAR(191) NOT NULL,
    `price_lines` JSON NULL,
    `paid_amount` INTEGER NOT NULL,
    `priced_at` DATETIME(3) NULL,
    `paid_at` DATETIME(3) NULL,
    INDEX `sessions_opened_at_id_idx`(`opened_at`, `id`),
    INDEX `sessions_state_opened_at_id_idx`(`state`, `opened_at`, `id`),
    INDEX `sessions_machine_id_opened_at_id_idx`(`machine_id`, `opened_at`, `id`),
    INDEX `sessions_exit_machine_id_opened_at_id_idx`(`exit_machine_id`, `opened_at`, `id`),
    INDEX `sessions_closed_at_opened_at_id_idx`(`closed_at`, `opened_at`, `id`),
    INDEX `sessions_card_id_closed_at_opened_at_idx`(`card_id`, `closed_at`, `opened_at`),
    INDEX `sessions_ticket_closed_at_opened_at_idx`(`ticket`, `closed_at`, `opened_at`),
    INDEX `sessions_license_plate_closed_at_opened_at_idx`(`license_plate`, `closed_at`, `opened_at`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `stays` (
    `session_id` VARCHAR(191) NOT NULL,
    `vehicle_class` VARCHAR(191) NOT NULL,
    `zone_id` VARCHAR(191) NULL,
    `decided_by` VARCHAR(191) NOT NULL,
    `entered_at` DATETIME(3) NULL,
    `exit_requested_at` DATETIME(3) NULL,
    `entry_evidence` VARCHAR(191) NULL,
    `exit_evidence` VARCHAR(191) NULL,
    PRIMARY KEY (`session_id`),
    CONSTRAINT `stays_session_id_fkey` FOREIGN KEY (`session_id`) REFERENCES `sessions` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `ledger_entries` (
    `id` VARCHAR(191) NOT NULL,
    `outlet_id` VARCHAR(191) NOT NULL,
    `session_id` VARCHAR(191) NULL,
    `machine_id` VARCHAR(191) NULL,
    `kind` VARCHAR(191) NOT NULL,
    `method` VARCHAR(191) NOT NULL,
    `amount` INTEGER NOT NULL,
    `currency` VARCHAR(191) NOT NULL,
    `idempotency_key` VARCHAR(191) NOT NULL,
    `occurred_at` DATETIME(3) NOT NULL,
    `actor` VARCHAR(191) NOT NULL,
    `note` TEXT NULL,
    UNIQUE INDEX `ledger_entries_idempotency_key_key`(`idempotency_key`),
    INDEX `ledger_entries_occurred_at_id_idx`(`occurred_at`, `id`),
    INDEX `ledger_entries_session_id_occurred_at_id_idx`(`session_id`, `occurred_at`, `id`),
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- CreateTable
CREATE TABLE `tariffs` (
    `id` VARCHAR(191) NOT NULL,
    `version` INTEGER NOT NULL,
    `definition` JSON NOT NULL,
    `created_at` DATETIME(3) NOT NULL,
    PRIMARY KEY (`id`, `version`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;

-- The audit chain starts here; appending moves this row on.
INSERT INTO `audit_heads` (`id`, `seq`, `hash`) VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
