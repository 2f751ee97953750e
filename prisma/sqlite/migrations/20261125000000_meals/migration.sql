-- Meal programmes: who cooks, drives and eats, what was planned, every scan, the rounds of containers, and what kitchens have in store.
CREATE TABLE "meal_programmes" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "outlet_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "safe_minutes" INTEGER NOT NULL,
    "warm_dc" INTEGER,
    "retention_days" INTEGER NOT NULL,
    "retired_at" DATETIME
);
CREATE TABLE "meal_places" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "programme_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "address" TEXT,
    "contact" TEXT,
    "portions" INTEGER NOT NULL,
    "route" TEXT,
    "stop" INTEGER,
    "retired_at" DATETIME
);
CREATE TABLE "meal_gateways" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "machine_id" TEXT,
    "place_id" TEXT,
    "first_seen_at" DATETIME NOT NULL,
    "last_sync_at" DATETIME,
    "last_scan_at" DATETIME,
    "scans" BIGINT NOT NULL,
    "rejected" BIGINT NOT NULL,
    "clock_wrong" BOOLEAN NOT NULL
);
CREATE TABLE "meal_vehicles" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "programme_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "plate" TEXT,
    "retired_at" DATETIME
);
CREATE TABLE "meal_menus" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "programme_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "safe_minutes" INTEGER,
    "recipe" JSONB NOT NULL,
    "retired_at" DATETIME
);
CREATE TABLE "meal_containers" (
    "tag_id" TEXT NOT NULL PRIMARY KEY,
    "programme_id" TEXT NOT NULL,
    "label" TEXT NOT NULL,
    "portions" INTEGER NOT NULL,
    "kitchen_id" TEXT NOT NULL,
    "school_id" TEXT,
    "retired_at" DATETIME
);
CREATE INDEX "meal_containers_programme_id_tag_id_idx" ON "meal_containers"("programme_id", "tag_id");
CREATE INDEX "meal_containers_kitchen_id_tag_id_idx" ON "meal_containers"("kitchen_id", "tag_id");
CREATE INDEX "meal_containers_school_id_tag_id_idx" ON "meal_containers"("school_id", "tag_id");
CREATE TABLE "meal_batches" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "programme_id" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "kitchen_id" TEXT NOT NULL,
    "menu_id" TEXT,
    "name" TEXT NOT NULL,
    "portions" INTEGER NOT NULL,
    "cooked_at" DATETIME,
    "temperature_dc" INTEGER
);
CREATE INDEX "meal_batches_day_id_idx" ON "meal_batches"("day", "id");
CREATE TABLE "meal_deliveries" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "programme_id" TEXT NOT NULL,
    "day" TEXT NOT NULL,
    "kitchen_id" TEXT NOT NULL,
    "school_id" TEXT NOT NULL,
    "vehicle_id" TEXT,
    "batch_id" TEXT,
    "portions" INTEGER,
    "tags" JSONB NOT NULL
);
CREATE INDEX "meal_deliveries_day_id_idx" ON "meal_deliveries"("day", "id");
CREATE TABLE "meal_scans" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "tag_id" TEXT NOT NULL,
    "gateway_id" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "step" TEXT,
    "source" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "clock" TEXT NOT NULL,
    "naive" BOOLEAN NOT NULL,
    "received_at" DATETIME NOT NULL,
    "portions" INTEGER,
    "rejected" INTEGER,
    "reject_reason" TEXT,
    "temperature_dc" INTEGER,
    "batch_id" TEXT,
    "cooked_at" DATETIME,
    "dispatched_at" DATETIME,
    "warnings" JSONB NOT NULL,
    "placed" BOOLEAN NOT NULL
);
CREATE INDEX "meal_scans_tag_id_at_id_idx" ON "meal_scans"("tag_id", "at", "id");
CREATE INDEX "meal_scans_gateway_id_at_id_idx" ON "meal_scans"("gateway_id", "at", "id");
CREATE INDEX "meal_scans_at_id_idx" ON "meal_scans"("at", "id");
-- Those that wait are few: the others need no place in it.
CREATE INDEX "meal_scans_placed_received_at_id_idx" ON "meal_scans"("placed", "received_at", "id") WHERE "placed" = 0;
CREATE TABLE "meal_trips" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "tag_id" TEXT NOT NULL,
    "programme_id" TEXT,
    "delivery_id" TEXT,
    "day" TEXT NOT NULL,
    "began_at" DATETIME NOT NULL,
    "steps" JSONB NOT NULL,
    "returned_at" DATETIME,
    "portions" INTEGER NOT NULL,
    "received" INTEGER,
    "served" INTEGER,
    "rejected" INTEGER NOT NULL,
    "reject_reason" TEXT,
    "flags" JSONB NOT NULL
);
CREATE INDEX "meal_trips_tag_id_began_at_id_idx" ON "meal_trips"("tag_id", "began_at", "id");
CREATE INDEX "meal_trips_day_began_at_id_idx" ON "meal_trips"("day", "began_at", "id");
CREATE INDEX "meal_trips_delivery_id_began_at_id_idx" ON "meal_trips"("delivery_id", "began_at", "id");
CREATE TABLE "meal_receipts" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "gateway_id" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "portions" INTEGER,
    "rejected" INTEGER,
    "reject_reason" TEXT,
    "temperature_dc" INTEGER,
    "photo_id" TEXT,
    "signature_id" TEXT,
    "note" TEXT,
    "at" DATETIME NOT NULL
);
CREATE INDEX "meal_receipts_gateway_id_at_id_idx" ON "meal_receipts"("gateway_id", "at", "id");
CREATE TABLE "meal_corrections" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "delivery_id" TEXT NOT NULL,
    "step" TEXT NOT NULL,
    "difference" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "at" DATETIME NOT NULL
);
CREATE INDEX "meal_corrections_delivery_id_at_id_idx" ON "meal_corrections"("delivery_id", "at", "id");
CREATE TABLE "meal_stock_entries" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kitchen_id" TEXT NOT NULL,
    "item" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "difference" BIGINT NOT NULL,
    "batch_id" TEXT,
    "cost" BIGINT,
    "actor" TEXT NOT NULL,
    "reason" TEXT,
    "at" DATETIME NOT NULL
);
CREATE INDEX "meal_stock_entries_kitchen_id_at_id_idx" ON "meal_stock_entries"("kitchen_id", "at", "id");
