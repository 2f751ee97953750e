-- Whose till money went through, and which entry takes which other one back.
CREATE TABLE "shifts" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "outlet_id" TEXT NOT NULL,
    "opened_by" TEXT NOT NULL,
    "opened_at" DATETIME NOT NULL,
    "currency" TEXT NOT NULL,
    "opening_float" INTEGER NOT NULL,
    "closed_at" DATETIME,
    "closed_by" TEXT,
    "counted_amount" INTEGER,
    "expected_amount" INTEGER,
    "note" TEXT
);
CREATE INDEX "shifts_opened_at_id_idx" ON "shifts"("opened_at", "id");
CREATE INDEX "shifts_opened_by_closed_at_idx" ON "shifts"("opened_by", "closed_at");
ALTER TABLE "ledger_entries" ADD COLUMN "shift_id" TEXT;
ALTER TABLE "ledger_entries" ADD COLUMN "reverses_id" TEXT;
CREATE INDEX "ledger_entries_shift_id_occurred_at_idx" ON "ledger_entries"("shift_id", "occurred_at");
CREATE INDEX "ledger_entries_reverses_id_idx" ON "ledger_entries"("reverses_id");
