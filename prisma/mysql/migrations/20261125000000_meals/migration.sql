-- Meal programmes: who cooks, drives and eats, what was planned, every scan, the rounds of containers, and what kitchens have in store.
CREATE TABLE `meal_programmes` (
    `id` VARCHAR(191) NOT NULL,
    `outlet_id` VARCHAR(191) NOT NULL,
    `name` VARCHAR(191) NOT NULL,
    `safe_minutes` INTEGER NOT NULL,
    `warm_dc` INTEGER NULL,
    `retention_days` INTEGER NOT NULL,
    `retired_at` DATETIME(3) NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE `meal_places` (
    `id` VARCHAR(191) NOT NULL,
    `programme_id` VARCHAR(191) NOT NULL,
    `kind` VARCHAR(191) NOT NULL,
    `name` VARCHAR(191) NOT NULL,
    `address` TEXT NULL,
    `contact` VARCHAR(191) NULL,
    `portions` INTEGER NOT NULL,
    `route` VARCHAR(191) NULL,
    `stop` INTEGER NULL,
    `retired_at` DATETIME(3) NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE `meal_gateways` (
    `id` VARCHAR(191) NOT NULL,
    `machine_id` VARCHAR(191) NULL,
    `place_id` VARCHAR(191) NULL,
    `first_seen_at` DATETIME(3) NOT NULL,
    `last_sync_at` DATETIME(3) NULL,
    `last_scan_at` DATETIME(3) NULL,
    `scans` BIGINT NOT NULL,
    `rejected` BIGINT NOT NULL,
    `clock_wrong` BOOLEAN NOT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE `meal_vehicles` (
    `id` VARCHAR(191) NOT NULL,
    `programme_id` VARCHAR(191) NOT NULL,
    `name` VARCHAR(191) NOT NULL,
    `plate` VARCHAR(191) NULL,
    `retired_at` DATETIME(3) NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE `meal_menus` (
    `id` VARCHAR(191) NOT NULL,
    `programme_id` VARCHAR(191) NOT NULL,
    `name` VARCHAR(191) NOT NULL,
    `safe_minutes` INTEGER NULL,
    `recipe` JSON NOT NULL,
    `retired_at` DATETIME(3) NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE `meal_containers` (
    `tag_id` VARCHAR(191) NOT NULL,
    `programme_id` VARCHAR(191) NOT NULL,
    `label` VARCHAR(191) NOT NULL,
    `portions` INTEGER NOT NULL,
    `kitchen_id` VARCHAR(191) NOT NULL,
    `school_id` VARCHAR(191) NULL,
    `retired_at` DATETIME(3) NULL,
    PRIMARY KEY (`tag_id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `meal_containers_programme_id_tag_id_idx` ON `meal_containers`(`programme_id`, `tag_id`);
CREATE INDEX `meal_containers_kitchen_id_tag_id_idx` ON `meal_containers`(`kitchen_id`, `tag_id`);
CREATE INDEX `meal_containers_school_id_tag_id_idx` ON `meal_containers`(`school_id`, `tag_id`);
CREATE TABLE `meal_batches` (
    `id` VARCHAR(191) NOT NULL,
    `programme_id` VARCHAR(191) NOT NULL,
    `day` VARCHAR(191) NOT NULL,
    `kitchen_id` VARCHAR(191) NOT NULL,
    `menu_id` VARCHAR(191) NULL,
    `name` VARCHAR(191) NOT NULL,
    `portions` INTEGER NOT NULL,
    `cooked_at` DATETIME(3) NULL,
    `temperature_dc` INTEGER NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `meal_batches_day_id_idx` ON `meal_batches`(`day`, `id`);
CREATE TABLE `meal_deliveries` (
    `id` VARCHAR(191) NOT NULL,
    `programme_id` VARCHAR(191) NOT NULL,
    `day` VARCHAR(191) NOT NULL,
    `kitchen_id` VARCHAR(191) NOT NULL,
    `school_id` VARCHAR(191) NOT NULL,
    `vehicle_id` VARCHAR(191) NULL,
    `batch_id` VARCHAR(191) NULL,
    `portions` INTEGER NULL,
    `tags` JSON NOT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `meal_deliveries_day_id_idx` ON `meal_deliveries`(`day`, `id`);
CREATE TABLE `meal_scans` (
    `id` VARCHAR(191) NOT NULL,
    `tag_id` VARCHAR(191) NOT NULL,
    `gateway_id` VARCHAR(191) NOT NULL,
    `status` VARCHAR(191) NOT NULL,
    `step` VARCHAR(191) NULL,
    `source` VARCHAR(191) NOT NULL,
    `at` DATETIME(3) NOT NULL,
    `clock` VARCHAR(191) NOT NULL,
    `naive` BOOLEAN NOT NULL,
    `received_at` DATETIME(3) NOT NULL,
    `portions` INTEGER NULL,
    `rejected` INTEGER NULL,
    `reject_reason` TEXT NULL,
    `temperature_dc` INTEGER NULL,
    `batch_id` VARCHAR(191) NULL,
    `cooked_at` DATETIME(3) NULL,
    `dispatched_at` DATETIME(3) NULL,
    `warnings` JSON NOT NULL,
    `placed` BOOLEAN NOT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `meal_scans_tag_id_at_id_idx` ON `meal_scans`(`tag_id`, `at`, `id`);
CREATE INDEX `meal_scans_gateway_id_at_id_idx` ON `meal_scans`(`gateway_id`, `at`, `id`);
CREATE INDEX `meal_scans_at_id_idx` ON `meal_scans`(`at`, `id`);
CREATE INDEX `meal_scans_placed_received_at_id_idx` ON `meal_scans`(`placed`, `received_at`, `id`);
CREATE TABLE `meal_trips` (
    `id` VARCHAR(191) NOT NULL,
    `tag_id` VARCHAR(191) NOT NULL,
    `programme_id` VARCHAR(191) NULL,
    `delivery_id` VARCHAR(191) NULL,
    `day` VARCHAR(191) NOT NULL,
    `began_at` DATETIME(3) NOT NULL,
    `steps` JSON NOT NULL,
    `returned_at` DATETIME(3) NULL,
    `portions` INTEGER NOT NULL,
    `received` INTEGER NULL,
    `served` INTEGER NULL,
    `rejected` INTEGER NOT NULL,
    `reject_reason` TEXT NULL,
    `flags` JSON NOT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `meal_trips_tag_id_began_at_id_idx` ON `meal_trips`(`tag_id`, `began_at`, `id`);
CREATE INDEX `meal_trips_day_began_at_id_idx` ON `meal_trips`(`day`, `began_at`, `id`);
CREATE INDEX `meal_trips_delivery_id_began_at_id_idx` ON `meal_trips`(`delivery_id`, `began_at`, `id`);
CREATE TABLE `meal_receipts` (
    `id` VARCHAR(191) NOT NULL,
    `gateway_id` VARCHAR(191) NOT NULL,
    `recipient` VARCHAR(191) NOT NULL,
    `portions` INTEGER NULL,
    `rejected` INTEGER NULL,
    `reject_reason` TEXT NULL,
    `temperature_dc` INTEGER NULL,
    `photo_id` VARCHAR(191) NULL,
    `signature_id` VARCHAR(191) NULL,
    `note` TEXT NULL,
    `at` DATETIME(3) NOT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `meal_receipts_gateway_id_at_id_idx` ON `meal_receipts`(`gateway_id`, `at`, `id`);
CREATE TABLE `meal_corrections` (
    `id` VARCHAR(191) NOT NULL,
    `delivery_id` VARCHAR(191) NOT NULL,
    `step` VARCHAR(191) NOT NULL,
    `difference` INTEGER NOT NULL,
    `reason` TEXT NOT NULL,
    `actor` VARCHAR(191) NOT NULL,
    `at` DATETIME(3) NOT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `meal_corrections_delivery_id_at_id_idx` ON `meal_corrections`(`delivery_id`, `at`, `id`);
CREATE TABLE `meal_stock_entries` (
    `id` VARCHAR(191) NOT NULL,
    `kitchen_id` VARCHAR(191) NOT NULL,
    `item` VARCHAR(191) NOT NULL,
    `unit` VARCHAR(191) NOT NULL,
    `kind` VARCHAR(191) NOT NULL,
    `difference` BIGINT NOT NULL,
    `batch_id` VARCHAR(191) NULL,
    `cost` BIGINT NULL,
    `actor` VARCHAR(191) NOT NULL,
    `reason` TEXT NULL,
    `at` DATETIME(3) NOT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `meal_stock_entries_kitchen_id_at_id_idx` ON `meal_stock_entries`(`kitchen_id`, `at`, `id`);
