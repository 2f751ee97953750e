-- Which pictures go next is asked by their age.
CREATE INDEX `photos_taken_at_id_idx` ON `photos`(`taken_at`, `id`);
