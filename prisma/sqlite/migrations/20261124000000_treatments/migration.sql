-- Treatment devices on MQTT: who they are, where they were, what they counted, and what all treatments add up to.
CREATE TABLE "treatments" (
    "session_id" TEXT NOT NULL PRIMARY KEY,
    "treatment" TEXT NOT NULL,
    "device_id" TEXT,
    "source" TEXT NOT NULL,
    "planned_s" INTEGER,
    "actual_s" INTEGER,
    "outlet_id" TEXT NOT NULL,
    "machine_id" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "amount" INTEGER,
    "ended_at" DATETIME,
    CONSTRAINT "treatments_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "treatments_ended_at_idx" ON "treatments"("ended_at");
CREATE TABLE "telemetry_devices" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "mapping" TEXT NOT NULL,
    "first_seen_at" DATETIME NOT NULL,
    "last_seen_at" DATETIME NOT NULL,
    "wifi_connected" BOOLEAN,
    "rtc_available" BOOLEAN,
    "sd_available" BOOLEAN,
    "firmware" TEXT,
    "uptime_s" BIGINT,
    "queued" BIGINT,
    "clock_offset_ms" BIGINT,
    "count_basic" BIGINT,
    "count_standard" BIGINT,
    "count_premium" BIGINT,
    "counted_at" DATETIME,
    "retired_at" DATETIME
);
CREATE TABLE "telemetry_assignments" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "device_id" TEXT NOT NULL,
    "machine_id" TEXT NOT NULL,
    "outlet_id" TEXT NOT NULL,
    "from_at" DATETIME NOT NULL,
    "until_at" DATETIME,
    "actor" TEXT NOT NULL,
    "reason" TEXT
);
CREATE INDEX "telemetry_assignments_device_id_from_at_idx" ON "telemetry_assignments"("device_id", "from_at");
CREATE INDEX "telemetry_assignments_machine_id_from_at_idx" ON "telemetry_assignments"("machine_id", "from_at");
CREATE TABLE "device_events" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "device_id" TEXT NOT NULL,
    "machine_id" TEXT,
    "outlet_id" TEXT,
    "session_id" TEXT,
    "treatment" TEXT NOT NULL,
    "phase" TEXT,
    "run" TEXT,
    "at" DATETIME NOT NULL,
    "clock" TEXT NOT NULL,
    "device_at" DATETIME,
    "assumed_zone" TEXT,
    "received_at" DATETIME NOT NULL,
    "planned_s" INTEGER,
    "actual_s" INTEGER,
    "count_basic" BIGINT,
    "count_standard" BIGINT,
    "count_premium" BIGINT
);
CREATE INDEX "device_events_at_id_idx" ON "device_events"("at", "id");
CREATE INDEX "device_events_device_id_at_id_idx" ON "device_events"("device_id", "at", "id");
CREATE INDEX "device_events_machine_id_at_id_idx" ON "device_events"("machine_id", "at", "id");
CREATE INDEX "device_events_device_id_run_idx" ON "device_events"("device_id", "run");
CREATE TABLE "counter_breaks" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "device_id" TEXT NOT NULL,
    "machine_id" TEXT,
    "kind" TEXT NOT NULL,
    "treatment" TEXT,
    "missing" BIGINT NOT NULL,
    "arrived" BIGINT NOT NULL,
    "from_at" DATETIME NOT NULL,
    "to_at" DATETIME NOT NULL,
    "found_at" DATETIME NOT NULL,
    "closed_at" DATETIME,
    "before_counts" JSONB,
    "after_counts" JSONB
);
CREATE INDEX "counter_breaks_device_id_closed_at_idx" ON "counter_breaks"("device_id", "closed_at");
CREATE INDEX "counter_breaks_found_at_id_idx" ON "counter_breaks"("found_at", "id");
CREATE TABLE "treatment_buckets" (
    "scope" TEXT NOT NULL,
    "scope_id" TEXT NOT NULL,
    "size" TEXT NOT NULL,
    "starts_at" DATETIME NOT NULL,
    "basic" INTEGER NOT NULL,
    "standard" INTEGER NOT NULL,
    "premium" INTEGER NOT NULL,
    "aborted" INTEGER NOT NULL,
    "revenue" BIGINT NOT NULL,
    "run_seconds" BIGINT NOT NULL,
    PRIMARY KEY ("scope", "scope_id", "size", "starts_at")
);
CREATE INDEX "treatment_buckets_scope_size_starts_at_idx" ON "treatment_buckets"("scope", "size", "starts_at");
CREATE INDEX "treatment_buckets_starts_at_idx" ON "treatment_buckets"("starts_at");
CREATE TABLE "treatment_prices" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "outlet_id" TEXT,
    "treatment" TEXT NOT NULL,
    "price" INTEGER NOT NULL,
    "since" DATETIME NOT NULL,
    "set_at" DATETIME NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT
);
CREATE INDEX "treatment_prices_since_id_idx" ON "treatment_prices"("since", "id");
