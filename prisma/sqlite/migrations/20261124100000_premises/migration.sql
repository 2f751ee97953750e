-- What people say of outlets and machines, and how machines are looked after.
CREATE TABLE "outlet_details" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "location" TEXT,
    "address" TEXT,
    "contact_person" TEXT,
    "contact_phone" TEXT,
    "is_active" BOOLEAN NOT NULL,
    "retired_at" DATETIME
);
CREATE TABLE "machine_details" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "machine_type" TEXT NOT NULL,
    "installed_date" TEXT,
    "plan_days" INTEGER,
    "plan_treatments" INTEGER,
    "retired_at" DATETIME
);
CREATE TABLE "maintenance_entries" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "machine_id" TEXT NOT NULL,
    "date" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "note" TEXT,
    "actor" TEXT NOT NULL,
    "noted_at" DATETIME NOT NULL
);
CREATE INDEX "maintenance_entries_machine_id_date_id_idx" ON "maintenance_entries"("machine_id", "date", "id");
