-- What sensors measured, each reading and by minute, hour and day; and the machines that announced themselves by measuring.
CREATE TABLE `readings` (
    `machine_id` VARCHAR(191) NOT NULL,
    `at` DATETIME(3) NOT NULL,
    `tds_milli` INTEGER NOT NULL,
    `ph_milli` INTEGER NOT NULL,
    `temperature_milli` INTEGER NULL,
    PRIMARY KEY (`machine_id`, `at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE TABLE `reading_buckets` (
    `machine_id` VARCHAR(191) NOT NULL,
    `size` VARCHAR(191) NOT NULL,
    `starts_at` DATETIME(3) NOT NULL,
    `reading_count` INTEGER NOT NULL,
    `tds_sum` BIGINT NOT NULL,
    `tds_min` INTEGER NOT NULL,
    `tds_max` INTEGER NOT NULL,
    `ph_sum` BIGINT NOT NULL,
    `ph_min` INTEGER NOT NULL,
    `ph_max` INTEGER NOT NULL,
    `temperature_count` INTEGER NOT NULL,
    `temperature_sum` BIGINT NOT NULL,
    `temperature_min` INTEGER NULL,
    `temperature_max` INTEGER NULL,
    `measured` BOOLEAN NOT NULL,
    PRIMARY KEY (`machine_id`, `size`, `starts_at`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `reading_buckets_size_starts_at_idx` ON `reading_buckets`(`size`, `starts_at`);
CREATE TABLE `announced_machines` (
    `id` VARCHAR(191) NOT NULL,
    `at` DATETIME(3) NOT NULL,
    `by` VARCHAR(191) NOT NULL,
    PRIMARY KEY (`id`)
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
