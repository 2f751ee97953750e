-- What people say of outlets and machines, and how machines are looked after.
CREATE TABLE `outlet_details` (
    `id` VARCHAR(191) NOT NULL,
    `location` VARCHAR(191) NULL,
    `address` TEXT NULL,
    `contact_person` VARCHAR(191) NULL,
    `contact_phone` VARCHAR(191) NULL,
    `is_active` BOOLEAN NOT NULL,
    `retired_at` DATETIME(3) NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE `machine_details` (
    `id` VARCHAR(191) NOT NULL,
    `machine_type` VARCHAR(191) NOT NULL,
    `installed_date` VARCHAR(191) NULL,
    `plan_days` INTEGER NULL,
    `plan_treatments` INTEGER NULL,
    `retired_at` DATETIME(3) NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE `maintenance_entries` (
    `id` VARCHAR(191) NOT NULL,
    `machine_id` VARCHAR(191) NOT NULL,
    `date` VARCHAR(191) NOT NULL,
    `kind` VARCHAR(191) NOT NULL,
    `note` TEXT NULL,
    `actor` VARCHAR(191) NOT NULL,
    `noted_at` DATETIME(3) NOT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `maintenance_entries_machine_id_date_id_idx` ON `maintenance_entries`(`machine_id`, `date`, `id`);
