-- What somebody counted in a zone, beside what was derived then.
CREATE TABLE "recounts" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "outlet_id" TEXT NOT NULL,
    "zone_id" TEXT NOT NULL,
    "vehicle_class" TEXT NOT NULL,
    "counted_at" DATETIME NOT NULL,
    "counted" INTEGER NOT NULL,
    "derived" INTEGER NOT NULL,
    "open_stays" INTEGER NOT NULL,
    "ended_stays" INTEGER NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT NOT NULL
);
CREATE INDEX "recounts_counted_at_id_idx" ON "recounts"("counted_at", "id");
CREATE INDEX "recounts_place_counted_at_id_idx" ON "recounts"("outlet_id", "zone_id", "vehicle_class", "counted_at", "id");
