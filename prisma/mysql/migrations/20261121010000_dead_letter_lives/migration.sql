-- What was set aside is looked after by a person: applied after all, or discarded with a reason.
ALTER TABLE `dead_letters`
    ADD COLUMN `state` VARCHAR(191) NOT NULL DEFAULT 'open',
    ADD COLUMN `handled_at` DATETIME(3) NULL,
    ADD COLUMN `handled_by` VARCHAR(191) NULL,
    ADD COLUMN `reason` TEXT NULL;
CREATE INDEX `dead_letters_state_received_at_id_idx` ON `dead_letters`(`state`, `received_at`, `id`);
CREATE INDEX `dead_letters_machine_id_state_idx` ON `dead_letters`(`machine_id`, `state`);
