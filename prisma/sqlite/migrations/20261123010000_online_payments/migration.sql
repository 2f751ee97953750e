-- Payments by QRIS.
CREATE TABLE "online_payments" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "outlet_id" TEXT NOT NULL,
    "session_id" TEXT NOT NULL,
    "machine_id" TEXT NOT NULL,
    "provider" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "amount" INTEGER NOT NULL,
    "currency" TEXT NOT NULL,
    "qr" TEXT,
    "charge_id" TEXT,
    "transaction_id" TEXT,
    "created_at" DATETIME NOT NULL,
    "expires_at" DATETIME NOT NULL,
    "next_look_at" DATETIME,
    "is_cancel_wanted" BOOLEAN NOT NULL,
    "paid_at" DATETIME,
    "paid_amount" INTEGER NOT NULL,
    "refunded_amount" INTEGER NOT NULL,
    "reason" TEXT,
    "refund" JSONB
);
CREATE INDEX "online_payments_session_id_idx" ON "online_payments"("session_id");
CREATE INDEX "online_payments_next_look_at_idx" ON "online_payments"("next_look_at");
