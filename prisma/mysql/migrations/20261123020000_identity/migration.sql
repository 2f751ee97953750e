-- Facts that contradict one another, and what is proposed.
CREATE TABLE `conflicts` (
    `id` VARCHAR(191) NOT NULL,
    `outlet_id` VARCHAR(191) NOT NULL,
    `machine_id` VARCHAR(191) NOT NULL,
    `alarm_id` VARCHAR(191) NOT NULL,
    `kind` VARCHAR(191) NOT NULL,
    `subject` VARCHAR(191) NOT NULL,
    `session_id` VARCHAR(191) NULL,
    `other_session_id` VARCHAR(191) NULL,
    `happened_at` DATETIME(3) NOT NULL,
    `proposal` JSON NOT NULL,
    `state` VARCHAR(191) NOT NULL,
    `raised_at` DATETIME(3) NOT NULL,
    `decided_at` DATETIME(3) NULL,
    `decided_by` VARCHAR(191) NULL,
    `reason` TEXT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `conflicts_raised_at_id_idx` ON `conflicts`(`raised_at`, `id`);
CREATE INDEX `conflicts_state_raised_at_id_idx` ON `conflicts`(`state`, `raised_at`, `id`);
-- What is on record about where a card is does not count before this moment.
CREATE TABLE `passback_resets` (
    `id` VARCHAR(191) NOT NULL,
    `at` DATETIME(3) NOT NULL,
    `actor` VARCHAR(191) NOT NULL,
    `reason` TEXT NOT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
-- Memberships with several plates and cards.
CREATE TABLE `members` (
    `id` VARCHAR(191) NOT NULL,
    `name` VARCHAR(191) NOT NULL,
    `status` VARCHAR(191) NOT NULL,
    `max_inside` INTEGER NOT NULL,
    `valid_from` DATETIME(3) NULL,
    `valid_until` DATETIME(3) NULL,
    `note` TEXT NULL,
    `noticed_until` DATETIME(3) NULL,
    `created_at` DATETIME(3) NOT NULL,
    `updated_at` DATETIME(3) NOT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `members_created_at_id_idx` ON `members`(`created_at`, `id`);
CREATE INDEX `members_valid_until_id_idx` ON `members`(`valid_until`, `id`);
CREATE TABLE `member_keys` (
    `id` VARCHAR(191) NOT NULL,
    `member_id` VARCHAR(191) NOT NULL,
    `kind` VARCHAR(191) NOT NULL,
    `value` VARCHAR(191) NOT NULL,
    `label` VARCHAR(191) NOT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `member_keys_member_id_idx` ON `member_keys`(`member_id`);
-- Whose a stay is, and the plates that were read.
CREATE TABLE `stay_identities` (
    `session_id` VARCHAR(191) NOT NULL,
    `member_id` VARCHAR(191) NULL,
    `entry_plate` VARCHAR(191) NULL,
    `entry_confidence` INTEGER NULL,
    `exit_plate` VARCHAR(191) NULL,
    `exit_confidence` INTEGER NULL,
    PRIMARY KEY (`session_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `stay_identities_member_id_idx` ON `stay_identities`(`member_id`);
