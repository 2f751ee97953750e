-- CreateTable
CREATE TABLE "cards" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "holder" TEXT,
    "license_plate" TEXT,
    "vehicle_class" TEXT,
    "valid_from" DATETIME,
    "valid_until" DATETIME,
    "created_at" DATETIME NOT NULL,
    "updated_at" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "cards_created_at_id_idx" ON "cards"("created_at", "id");

-- CreateTable
CREATE TABLE "vehicles" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "license_plate" TEXT NOT NULL,
    "vehicle_class" TEXT NOT NULL,
    "card_id" TEXT,
    "note" TEXT,
    "created_at" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "vehicles_created_at_id_idx" ON "vehicles"("created_at", "id");

-- CreateTable
CREATE TABLE "audit_entries" (
    "seq" INTEGER NOT NULL PRIMARY KEY,
    "at" DATETIME NOT NULL,
    "actor" TEXT NOT NULL,
    "action" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "before_value" JSONB,
    "after_value" JSONB,
    "reason" TEXT,
    "source" TEXT,
    "previous_hash" TEXT NOT NULL,
    "hash" TEXT NOT NULL
);

-- CreateIndex
CREATE INDEX "audit_entries_actor_seq_idx" ON "audit_entries"("actor", "seq");

-- CreateIndex
CREATE INDEX "audit_entries_subject_seq_idx" ON "audit_entries"("subject", "seq");

-- CreateTable
CREATE TABLE "audit_heads" (
    "id" INTEGER NOT NULL PRIMARY KEY,
    "seq" INTEGER NOT NULL,
    "hash" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "settings" (
    "name" TEXT NOT NULL PRIMARY KEY,
    "value" JSONB NOT NULL
);

-- CreateTable
CREATE TABLE "users" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "role" TEXT NOT NULL,
    "password_hash" TEXT NOT NULL,
    "must_change_password" BOOLEAN NOT NULL,
    "created_at" DATETIME NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "users_email_key" ON "users"("email");

-- CreateTable
CREATE TABLE "sign_ins" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "user_id" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "expires_at" DATETIME NOT NULL,
    CONSTRAINT "sign_ins_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "sign_ins_user_id_idx" ON "sign_ins"("user_id");

-- CreateTable
CREATE TABLE "tokens" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "role" TEXT,
    "machine_id" TEXT,
    "created_at" DATETIME NOT NULL,
    "last_used_at" DATETIME
);

-- CreateIndex
CREATE INDEX "tokens_created_at_id_idx" ON "tokens"("created_at", "id");

-- CreateTable
CREATE TABLE "idempotency_keys" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "request_digest" TEXT NOT NULL,
    "status" INTEGER,
    "body" JSONB,
    "created_at" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "idempotency_keys_created_at_idx" ON "idempotency_keys"("created_at");

-- CreateTable
CREATE TABLE "commands" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "machine_id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT,
    "session_id" TEXT,
    "idempotency_key" TEXT,
    "deadline" DATETIME NOT NULL,
    "created_at" DATETIME NOT NULL,
    "ended_at" DATETIME,
    "evidence" JSONB,
    "error" JSONB
);

-- CreateIndex
CREATE UNIQUE INDEX "commands_idempotency_key_key" ON "commands"("idempotency_key");

-- CreateIndex
CREATE INDEX "commands_created_at_id_idx" ON "commands"("created_at", "id");

-- CreateIndex
CREATE INDEX "commands_machine_id_created_at_id_idx" ON "commands"("machine_id", "created_at", "id");

-- CreateIndex
CREATE INDEX "commands_state_machine_id_idx" ON "commands"("state", "machine_id");

-- CreateIndex
CREATE INDEX "commands_session_id_idx" ON "commands"("session_id");

-- CreateTable
CREATE TABLE "command_events" (
    "command_id" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "at" DATETIME NOT NULL,
    "note" TEXT,
    PRIMARY KEY ("command_id", "seq"),
    CONSTRAINT "command_events_command_id_fkey" FOREIGN KEY ("command_id") REFERENCES "commands" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "facts" (
    "machine_id" TEXT NOT NULL,
    "epoch" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "id" TEXT NOT NULL,
    "type" TEXT NOT NULL,
    "session_id" TEXT,
    "occurred_at" DATETIME NOT NULL,
    "received_at" DATETIME NOT NULL,
    "clock" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "digest" TEXT NOT NULL,
    PRIMARY KEY ("machine_id", "epoch", "seq")
);

-- CreateIndex

-- CreateIndex
CREATE INDEX "facts_occurred_at_id_idx" ON "facts"("occurred_at", "id");

-- CreateIndex
CREATE INDEX "facts_machine_id_occurred_at_id_idx" ON "facts"("machine_id", "occurred_at", "id");

-- CreateIndex
CREATE INDEX "facts_type_occurred_at_machine_id_idx" ON "facts"("type", "occurred_at", "machine_id");

-- CreateIndex
CREATE INDEX "facts_session_id_idx" ON "facts"("session_id");

-- CreateTable
CREATE TABLE "fact_cursors" (
    "machine_id" TEXT NOT NULL,
    "epoch" TEXT NOT NULL,
    "acked_seq" INTEGER NOT NULL,
    PRIMARY KEY ("machine_id", "epoch")
);

-- CreateTable
CREATE TABLE "dead_letters" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "machine_id" TEXT NOT NULL,
    "epoch" TEXT NOT NULL,
    "seq" INTEGER NOT NULL,
    "item" JSONB NOT NULL,
    "code" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "received_at" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "dead_letters_received_at_id_idx" ON "dead_letters"("received_at", "id");

-- CreateTable
CREATE TABLE "alarms" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "machine_id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "severity" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "message" TEXT NOT NULL,
    "raised_at" DATETIME NOT NULL,
    "cleared_at" DATETIME,
    "acknowledged_at" DATETIME,
    "acknowledged_by" TEXT,
    "comment" TEXT
);

-- CreateIndex
CREATE INDEX "alarms_raised_at_id_idx" ON "alarms"("raised_at", "id");

-- CreateIndex
CREATE INDEX "alarms_state_machine_id_idx" ON "alarms"("state", "machine_id");

-- CreateIndex
CREATE INDEX "alarms_state_raised_at_id_idx" ON "alarms"("state", "raised_at", "id");

-- CreateIndex
CREATE INDEX "alarms_machine_id_raised_at_id_idx" ON "alarms"("machine_id", "raised_at", "id");

-- CreateTable
CREATE TABLE "photos" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "machine_id" TEXT NOT NULL,
    "session_id" TEXT,
    "reason" TEXT NOT NULL,
    "taken_at" DATETIME NOT NULL,
    "file" TEXT NOT NULL,
    "bytes" INTEGER NOT NULL
);

-- CreateIndex
CREATE INDEX "photos_machine_id_taken_at_id_idx" ON "photos"("machine_id", "taken_at", "id");

-- CreateIndex
CREATE INDEX "photos_session_id_idx" ON "photos"("session_id");

-- CreateTable
CREATE TABLE "outlets" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "timezone" TEXT NOT NULL,
    "currency" TEXT NOT NULL
);

-- CreateTable
CREATE TABLE "zones" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "outlet_id" TEXT NOT NULL,
    "name" TEXT NOT NULL
);

-- CreateIndex
CREATE INDEX "zones_outlet_id_idx" ON "zones"("outlet_id");

-- CreateTable
CREATE TABLE "zone_capacities" (
    "zone_id" TEXT NOT NULL,
    "vehicle_class" TEXT NOT NULL,
    "capacity" INTEGER NOT NULL,
    PRIMARY KEY ("zone_id", "vehicle_class"),
    CONSTRAINT "zone_capacities_zone_id_fkey" FOREIGN KEY ("zone_id") REFERENCES "zones" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "machines" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "outlet_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "family" TEXT NOT NULL,
    "direction" TEXT,
    "zone_id" TEXT,
    "vehicle_class" TEXT,
    "mode" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL
);

-- CreateIndex
CREATE INDEX "machines_created_at_id_idx" ON "machines"("created_at", "id");

-- CreateTable
CREATE TABLE "devices" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "kind" TEXT NOT NULL,
    "serial" TEXT NOT NULL,
    "model" TEXT NOT NULL
);

-- CreateIndex
CREATE UNIQUE INDEX "devices_kind_serial_key" ON "devices"("kind", "serial");

-- CreateTable
CREATE TABLE "device_assignments" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "device_id" TEXT NOT NULL,
    "machine_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "assigned_at" DATETIME NOT NULL,
    "removed_at" DATETIME,
    CONSTRAINT "device_assignments_device_id_fkey" FOREIGN KEY ("device_id") REFERENCES "devices" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateIndex
CREATE INDEX "device_assignments_machine_id_assigned_at_idx" ON "device_assignments"("machine_id", "assigned_at");

-- CreateIndex
CREATE INDEX "device_assignments_device_id_removed_at_idx" ON "device_assignments"("device_id", "removed_at");

-- CreateTable
CREATE TABLE "sessions" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "family" TEXT NOT NULL,
    "outlet_id" TEXT NOT NULL,
    "machine_id" TEXT NOT NULL,
    "exit_machine_id" TEXT,
    "state" TEXT NOT NULL,
    "card_id" TEXT,
    "ticket" TEXT,
    "license_plate" TEXT,
    "opened_at" DATETIME NOT NULL,
    "closed_at" DATETIME,
    "outcome" TEXT,
    "outcome_reason" TEXT,
    "tariff_id" TEXT,
    "tariff_version" INTEGER,
    "amount" INTEGER,
    "currency" TEXT NOT NULL,
    "price_lines" JSONB,
    "paid_amount" INTEGER NOT NULL,
    "priced_at" DATETIME,
    "paid_at" DATETIME
);

-- CreateIndex
CREATE INDEX "sessions_opened_at_id_idx" ON "sessions"("opened_at", "id");

-- CreateIndex
CREATE INDEX "sessions_state_opened_at_id_idx" ON "sessions"("state", "opened_at", "id");

-- CreateIndex
CREATE INDEX "sessions_machine_id_opened_at_id_idx" ON "sessions"("machine_id", "opened_at", "id");

-- CreateIndex
CREATE INDEX "sessions_exit_machine_id_opened_at_id_idx" ON "sessions"("exit_machine_id", "opened_at", "id");

-- CreateIndex
CREATE INDEX "sessions_closed_at_opened_at_id_idx" ON "sessions"("closed_at", "opened_at", "id");

-- CreateIndex
CREATE INDEX "sessions_card_id_closed_at_opened_at_idx" ON "sessions"("card_id", "closed_at", "opened_at");

-- CreateIndex
CREATE INDEX "sessions_ticket_closed_at_opened_at_idx" ON "sessions"("ticket", "closed_at", "opened_at");

-- CreateIndex
CREATE INDEX "sessions_license_plate_closed_at_opened_at_idx" ON "sessions"("license_plate", "closed_at", "opened_at");

-- CreateTable
CREATE TABLE "stays" (
    "session_id" TEXT NOT NULL PRIMARY KEY,
    "vehicle_class" TEXT NOT NULL,
    "zone_id" TEXT,
    "decided_by" TEXT NOT NULL,
    "entered_at" DATETIME,
    "exit_requested_at" DATETIME,
    "entry_evidence" TEXT,
    "exit_evidence" TEXT,
    CONSTRAINT "stays_session_id_fkey" FOREIGN KEY ("session_id") REFERENCES "sessions" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);

-- CreateTable
CREATE TABLE "ledger_entries" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "outlet_id" TEXT NOT NULL,
    "session_id" TEXT,
    "machine_id" TEXT,
    "kind" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "occurred_at" DATETIME NOT NULL,
    "actor" TEXT NOT NULL,
    "note" TEXT
);

-- CreateIndex
CREATE UNIQUE INDEX "ledger_entries_idempotency_key_key" ON "ledger_entries"("idempotency_key");

-- CreateIndex
CREATE INDEX "ledger_entries_occurred_at_id_idx" ON "ledger_entries"("occurred_at", "id");

-- CreateIndex
CREATE INDEX "ledger_entries_session_id_occurred_at_id_idx" ON "ledger_entries"("session_id", "occurred_at", "id");

-- CreateTable
CREATE TABLE "tariffs" (
    "id" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "definition" JSONB NOT NULL,
    "created_at" DATETIME NOT NULL,
    PRIMARY KEY ("id", "version")
);

-- The audit chain starts here; appending moves this row on.
INSERT INTO "audit_heads" ("id", "seq", "hash") VALUES (1, 0, '0000000000000000000000000000000000000000000000000000000000000000');
