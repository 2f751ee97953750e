-- Facts are read by machine, by type or by session; an index over all of them by time cost every fact a write and served nobody.
DROP INDEX "facts_occurred_at_id_idx";
