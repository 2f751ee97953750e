-- What somebody counted in a zone, beside what was derived then.
CREATE TABLE `recounts` (
    `id` VARCHAR(191) NOT NULL,
    `outlet_id` VARCHAR(191) NOT NULL,
    `zone_id` VARCHAR(191) NOT NULL,
    `vehicle_class` VARCHAR(191) NOT NULL,
    `counted_at` DATETIME(3) NOT NULL,
    `counted` INTEGER NOT NULL,
    `derived` INTEGER NOT NULL,
    `open_stays` INTEGER NOT NULL,
    `ended_stays` INTEGER NOT NULL,
    `actor` VARCHAR(191) NOT NULL,
    `reason` TEXT NOT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `recounts_counted_at_id_idx` ON `recounts`(`counted_at`, `id`);
CREATE INDEX `recounts_place_counted_at_id_idx` ON `recounts`(`outlet_id`, `zone_id`, `vehicle_class`, `counted_at`, `id`);
