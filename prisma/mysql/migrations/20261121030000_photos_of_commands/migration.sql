-- What somebody did by hand keeps the picture that was taken of it.
ALTER TABLE `photos` ADD COLUMN `command_id` VARCHAR(191) NULL;
CREATE INDEX `photos_command_id_idx` ON `photos`(`command_id`);
