-- Who paid tells a sale from a choice that was given up: it is read from the same index as the sums.
DROP INDEX `pours_machine_id_ended_at_sums_idx` ON `pours`;
DROP INDEX `pours_ended_at_sums_idx` ON `pours`;
CREATE INDEX `pours_machine_id_ended_at_sums_idx` ON `pours`(`machine_id`, `ended_at`, `result`, `ordered_ml`, `delivered_ml`, `charged`, `paid_by`);
CREATE INDEX `pours_ended_at_sums_idx` ON `pours`(`ended_at`, `result`, `machine_id`, `ordered_ml`, `delivered_ml`, `charged`, `paid_by`);
