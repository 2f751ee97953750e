-- What sensors measured, each reading and by minute, hour and day; and the machines that announced themselves by measuring.
CREATE TABLE "readings" (
    "machine_id" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "tds_milli" INTEGER NOT NULL,
    "ph_milli" INTEGER NOT NULL,
    "temperature_milli" INTEGER,
    PRIMARY KEY ("machine_id", "at")
);
CREATE TABLE "reading_buckets" (
    "machine_id" TEXT NOT NULL,
    "size" TEXT NOT NULL,
    "starts_at" DATETIME NOT NULL,
    "reading_count" INTEGER NOT NULL,
    "tds_sum" BIGINT NOT NULL,
    "tds_min" INTEGER NOT NULL,
    "tds_max" INTEGER NOT NULL,
    "ph_sum" BIGINT NOT NULL,
    "ph_min" INTEGER NOT NULL,
    "ph_max" INTEGER NOT NULL,
    "temperature_count" INTEGER NOT NULL,
    "temperature_sum" BIGINT NOT NULL,
    "temperature_min" INTEGER,
    "temperature_max" INTEGER,
    "measured" BOOLEAN NOT NULL,
    PRIMARY KEY ("machine_id", "size", "starts_at")
);
CREATE INDEX "reading_buckets_size_starts_at_idx" ON "reading_buckets"("size", "starts_at");
CREATE TABLE "announced_machines" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "at" DATETIME NOT NULL,
    "by" TEXT NOT NULL
);
