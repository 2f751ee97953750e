-- People as better-auth keeps them. Passwords move to their accounts; browsers have to sign in again.
ALTER TABLE "users" ADD COLUMN "email_verified" BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE "users" ADD COLUMN "image" TEXT;
ALTER TABLE "users" ADD COLUMN "two_factor_enabled" BOOLEAN;
ALTER TABLE "users" ADD COLUMN "outlets" JSONB;
ALTER TABLE "users" ADD COLUMN "disabled_at" DATETIME;
ALTER TABLE "users" ADD COLUMN "updated_at" DATETIME NOT NULL DEFAULT '2026-11-21T00:00:00.000+00:00';
CREATE TABLE "accounts" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "account_id" TEXT NOT NULL,
    "provider_id" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "access_token" TEXT,
    "refresh_token" TEXT,
    "id_token" TEXT,
    "access_token_expires_at" DATETIME,
    "refresh_token_expires_at" DATETIME,
    "scope" TEXT,
    "password" TEXT,
    "created_at" DATETIME NOT NULL,
    "updated_at" DATETIME NOT NULL,
    CONSTRAINT "accounts_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "accounts_user_id_idx" ON "accounts"("user_id");
INSERT INTO "accounts" ("id", "account_id", "provider_id", "user_id", "password", "created_at", "updated_at")
    SELECT "id", "id", 'credential', "id", "password_hash", "created_at", "created_at" FROM "users";
ALTER TABLE "users" DROP COLUMN "password_hash";

DROP TABLE "sign_ins";
CREATE TABLE "sign_ins" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "token" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,
    "created_at" DATETIME NOT NULL,
    "updated_at" DATETIME NOT NULL,
    "expires_at" DATETIME NOT NULL,
    CONSTRAINT "sign_ins_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE UNIQUE INDEX "sign_ins_token_key" ON "sign_ins"("token");
CREATE INDEX "sign_ins_user_id_idx" ON "sign_ins"("user_id");
CREATE INDEX "sign_ins_expires_at_idx" ON "sign_ins"("expires_at");

CREATE TABLE "verifications" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "identifier" TEXT NOT NULL,
    "value" TEXT NOT NULL,
    "expires_at" DATETIME NOT NULL,
    "created_at" DATETIME NOT NULL,
    "updated_at" DATETIME NOT NULL
);
CREATE INDEX "verifications_identifier_idx" ON "verifications"("identifier");
CREATE INDEX "verifications_expires_at_idx" ON "verifications"("expires_at");

CREATE TABLE "two_factors" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "user_id" TEXT NOT NULL,
    "secret" TEXT NOT NULL,
    "backup_codes" TEXT NOT NULL,
    "verified" BOOLEAN,
    "failed_verification_count" INTEGER,
    "locked_until" DATETIME,
    CONSTRAINT "two_factors_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "users" ("id") ON DELETE CASCADE ON UPDATE CASCADE
);
CREATE INDEX "two_factors_user_id_idx" ON "two_factors"("user_id");

-- Tokens with a name of their own beside the secret's digest, scopes instead of a role, and an end.
CREATE TABLE "new_tokens" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "digest" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "scopes" JSONB NOT NULL,
    "outlets" JSONB,
    "machine_id" TEXT,
    "created_by" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "expires_at" DATETIME,
    "last_used_at" DATETIME
);
INSERT INTO "new_tokens" ("id", "digest", "name", "kind", "scopes", "machine_id", "created_by", "created_at", "last_used_at")
    SELECT lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-4' || substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6))),
           "id", "name", "kind",
           CASE "role" WHEN 'admin' THEN '["admin"]' WHEN 'operator' THEN '["operate"]' WHEN 'viewer' THEN '["read"]' ELSE '[]' END,
           "machine_id", 'rule:earlier_version', "created_at", "last_used_at"
    FROM "tokens";
DROP TABLE "tokens";
ALTER TABLE "new_tokens" RENAME TO "tokens";
CREATE UNIQUE INDEX "tokens_digest_key" ON "tokens"("digest");
CREATE INDEX "tokens_created_at_id_idx" ON "tokens"("created_at", "id");
CREATE INDEX "tokens_machine_id_idx" ON "tokens"("machine_id");

CREATE TABLE "activation_codes" (
    "id" TEXT NOT NULL PRIMARY KEY,
    "machine_id" TEXT NOT NULL,
    "created_by" TEXT NOT NULL,
    "created_at" DATETIME NOT NULL,
    "expires_at" DATETIME,
    "used_at" DATETIME,
    "used_from" TEXT
);
CREATE INDEX "activation_codes_machine_id_idx" ON "activation_codes"("machine_id");
