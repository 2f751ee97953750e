-- From when on which version of a tariff is in force, and what merchants gave a stay.
CREATE TABLE "tariff_starts" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "tariff_id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "starts_at" DATETIME NOT NULL,
    "set_at" DATETIME NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT
);
CREATE INDEX "tariff_starts_starts_at_set_at_id_idx" ON "tariff_starts"("starts_at", "set_at", "id");
ALTER TABLE "stays" ADD COLUMN "validations" JSONB;
