-- What sales add up to under any heading, of all machines or of some, is read from an index alone: their rows lie all over the table.
DROP INDEX `pours_ended_at_idx` ON `pours`;
CREATE INDEX `pours_ended_at_sums_idx` ON `pours`(`ended_at`, `result`, `machine_id`, `ordered_ml`, `delivered_ml`, `charged`);
DROP INDEX `pours_machine_id_ended_at_delivered_ml_idx` ON `pours`;
CREATE INDEX `pours_machine_id_ended_at_sums_idx` ON `pours`(`machine_id`, `ended_at`, `result`, `ordered_ml`, `delivered_ml`, `charged`);
