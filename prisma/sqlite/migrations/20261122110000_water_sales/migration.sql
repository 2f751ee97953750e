-- What a sale of water came to.
ALTER TABLE "pours" ADD COLUMN "price_list" TEXT;
ALTER TABLE "pours" ADD COLUMN "paid_by" TEXT;
ALTER TABLE "pours" ADD COLUMN "result" TEXT;
ALTER TABLE "pours" ADD COLUMN "charged" INTEGER;
ALTER TABLE "pours" ADD COLUMN "remainder" INTEGER;
ALTER TABLE "pours" ADD COLUMN "remainder_to" TEXT;
-- What moved the balance of a prepaid card.
CREATE TABLE "prepaid_entries" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "card_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "idempotency_key" TEXT NOT NULL,
    "session_id" TEXT,
    "machine_id" TEXT,
    "occurred_at" DATETIME NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT
);
CREATE UNIQUE INDEX "prepaid_entries_idempotency_key_key" ON "prepaid_entries"("idempotency_key");
CREATE INDEX "prepaid_entries_card_id_occurred_at_id_idx" ON "prepaid_entries"("card_id", "occurred_at", "id");
CREATE INDEX "prepaid_entries_session_id_idx" ON "prepaid_entries"("session_id");
-- What was left over at a machine and stands there for the next sale.
CREATE TABLE "machine_credits" (
    "machine_id" TEXT NOT NULL PRIMARY KEY,
    "amount" INTEGER NOT NULL
);
