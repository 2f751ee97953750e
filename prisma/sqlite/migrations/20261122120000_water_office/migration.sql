-- What customers are sold water for, and how its machines are kept.
CREATE TABLE "water_price_lists" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "machine_id" TEXT,
    "version" TEXT NOT NULL,
    "products" JSONB NOT NULL,
    "since" DATETIME NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT
);
CREATE INDEX "water_price_lists_since_id_idx" ON "water_price_lists"("since", "id");
CREATE TABLE "calibrations" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "machine_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "content" JSONB NOT NULL,
    "calibrated_at" DATETIME NOT NULL,
    "due_at" DATETIME NOT NULL,
    "actor" TEXT NOT NULL,
    "note" TEXT
);
CREATE INDEX "calibrations_machine_id_kind_calibrated_at_id_idx" ON "calibrations"("machine_id", "kind", "calibrated_at", "id");
CREATE TABLE "renewals" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "machine_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "renewed_at" DATETIME NOT NULL,
    "left_then" JSONB,
    "actor" TEXT NOT NULL,
    "reason" TEXT
);
CREATE INDEX "renewals_machine_id_kind_renewed_at_id_idx" ON "renewals"("machine_id", "kind", "renewed_at", "id");

-- What a machine poured since a moment is read from one index, however long its history.
ALTER TABLE "pours" ADD COLUMN "machine_id" TEXT;
ALTER TABLE "pours" ADD COLUMN "ended_at" DATETIME;
UPDATE "pours" SET
    "machine_id" = (SELECT s."machine_id" FROM "sessions" s WHERE s."id" = "pours"."session_id"),
    "ended_at" = (SELECT s."closed_at" FROM "sessions" s WHERE s."id" = "pours"."session_id");
CREATE INDEX "pours_machine_id_ended_at_delivered_ml_idx" ON "pours"("machine_id", "ended_at", "delivered_ml");
CREATE INDEX "pours_ended_at_idx" ON "pours"("ended_at");
