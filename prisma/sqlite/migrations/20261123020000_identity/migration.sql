-- Facts that contradict one another, and what is proposed.
CREATE TABLE "conflicts" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "outlet_id" TEXT NOT NULL,
    "machine_id" TEXT NOT NULL,
    "alarm_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "session_id" TEXT,
    "other_session_id" TEXT,
    "happened_at" DATETIME NOT NULL,
    "proposal" JSONB NOT NULL,
    "state" TEXT NOT NULL,
    "raised_at" DATETIME NOT NULL,
    "decided_at" DATETIME,
    "decided_by" TEXT,
    "reason" TEXT
);
CREATE INDEX "conflicts_raised_at_id_idx" ON "conflicts"("raised_at", "id");
CREATE INDEX "conflicts_state_raised_at_id_idx" ON "conflicts"("state", "raised_at", "id");
-- What is on record about where a card is does not count before this moment.
CREATE TABLE "passback_resets" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "at" DATETIME NOT NULL,
    "actor" TEXT NOT NULL,
    "reason" TEXT NOT NULL
);
-- Memberships with several plates and cards.
CREATE TABLE "members" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "name" TEXT NOT NULL,
    "status" TEXT NOT NULL,
    "max_inside" INTEGER NOT NULL,
    "valid_from" DATETIME,
    "valid_until" DATETIME,
    "note" TEXT,
    "noticed_until" DATETIME,
    "created_at" DATETIME NOT NULL,
    "updated_at" DATETIME NOT NULL
);
CREATE INDEX "members_created_at_id_idx" ON "members"("created_at", "id");
CREATE INDEX "members_valid_until_id_idx" ON "members"("valid_until", "id");
CREATE TABLE "member_keys" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "member_id" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "label" TEXT NOT NULL
);
CREATE INDEX "member_keys_member_id_idx" ON "member_keys"("member_id");
-- Whose a stay is, and the plates that were read.
CREATE TABLE "stay_identities" (
    "session_id" TEXT NOT NULL PRIMARY KEY,
    "member_id" TEXT,
    "entry_plate" TEXT,
    "entry_confidence" INTEGER,
    "exit_plate" TEXT,
    "exit_confidence" INTEGER
);
CREATE INDEX "stay_identities_member_id_idx" ON "stay_identities"("member_id");
