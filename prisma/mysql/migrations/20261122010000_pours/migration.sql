-- What a water machine poured.
CREATE TABLE `pours` (
    `session_id` VARCHAR(191) NOT NULL,
    `purpose` VARCHAR(191) NOT NULL,
    `ordered_ml` INTEGER NOT NULL,
    `delivered_ml` INTEGER NULL,
    `exact` BOOLEAN NULL,
    PRIMARY KEY (`session_id`),
    CONSTRAINT `pours_session_id_fkey` FOREIGN KEY (`session_id`) REFERENCES `sessions` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
