-- What was told of an alarm to whom, and whether it arrived.
CREATE TABLE "alert_deliveries" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "message_id" TEXT NOT NULL,
    "alarm_id" TEXT NOT NULL,
    "machine_id" TEXT NOT NULL,
    "code" TEXT NOT NULL,
    "event" TEXT NOT NULL,
    "alarm_count" INTEGER NOT NULL,
    "channel" TEXT NOT NULL,
    "recipient" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "attempts" INTEGER NOT NULL,
    "next_attempt_at" DATETIME,
    "last_error" JSONB,
    "created_at" DATETIME NOT NULL,
    "ended_at" DATETIME
);
CREATE INDEX "alert_deliveries_created_at_id_idx" ON "alert_deliveries"("created_at", "id");
CREATE INDEX "alert_deliveries_state_idx" ON "alert_deliveries"("state");
