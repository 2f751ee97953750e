-- People as better-auth keeps them. Passwords move to their accounts; browsers have to sign in again.
ALTER TABLE `users` ADD COLUMN `email_verified` BOOLEAN NOT NULL DEFAULT false;
ALTER TABLE `users` ADD COLUMN `image` VARCHAR(191) NULL;
ALTER TABLE `users` ADD COLUMN `two_factor_enabled` BOOLEAN NULL;
ALTER TABLE `users` ADD COLUMN `outlets` JSON NULL;
ALTER TABLE `users` ADD COLUMN `disabled_at` DATETIME(3) NULL;
ALTER TABLE `users` ADD COLUMN `updated_at` DATETIME(3) NOT NULL DEFAULT '2026-11-21 00:00:00.000';
CREATE TABLE `accounts` (
    `id` VARCHAR(191) NOT NULL PRIMARY KEY,
    `account_id` VARCHAR(191) NOT NULL,
    `provider_id` VARCHAR(191) NOT NULL,
    `user_id` VARCHAR(191) NOT NULL,
    `access_token` TEXT NULL,
    `refresh_token` TEXT NULL,
    `id_token` TEXT NULL,
    `access_token_expires_at` DATETIME(3) NULL,
    `refresh_token_expires_at` DATETIME(3) NULL,
    `scope` TEXT NULL,
    `password` TEXT NULL,
    `created_at` DATETIME(3) NOT NULL,
    `updated_at` DATETIME(3) NOT NULL,
    CONSTRAINT `accounts_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `accounts_user_id_idx` ON `accounts`(`user_id`);
INSERT INTO `accounts` (`id`, `account_id`, `provider_id`, `user_id`, `password`, `created_at`, `updated_at`)
    SELECT `id`, `id`, 'credential', `id`, `password_hash`, `created_at`, `created_at` FROM `users`;
ALTER TABLE `users` DROP COLUMN `password_hash`;

DROP TABLE `sign_ins`;
CREATE TABLE `sign_ins` (
    `id` VARCHAR(191) NOT NULL PRIMARY KEY,
    `token` VARCHAR(191) NOT NULL,
    `user_id` VARCHAR(191) NOT NULL,
    `ip_address` VARCHAR(191) NULL,
    `user_agent` TEXT NULL,
    `created_at` DATETIME(3) NOT NULL,
    `updated_at` DATETIME(3) NOT NULL,
    `expires_at` DATETIME(3) NOT NULL,
    CONSTRAINT `sign_ins_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE UNIQUE INDEX `sign_ins_token_key` ON `sign_ins`(`token`);
CREATE INDEX `sign_ins_user_id_idx` ON `sign_ins`(`user_id`);
CREATE INDEX `sign_ins_expires_at_idx` ON `sign_ins`(`expires_at`);

CREATE TABLE `verifications` (
    `id` VARCHAR(191) NOT NULL PRIMARY KEY,
    `identifier` VARCHAR(191) NOT NULL,
    `value` TEXT NOT NULL,
    `expires_at` DATETIME(3) NOT NULL,
    `created_at` DATETIME(3) NOT NULL,
    `updated_at` DATETIME(3) NOT NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `verifications_identifier_idx` ON `verifications`(`identifier`);
CREATE INDEX `verifications_expires_at_idx` ON `verifications`(`expires_at`);

CREATE TABLE `two_factors` (
    `id` VARCHAR(191) NOT NULL PRIMARY KEY,
    `user_id` VARCHAR(191) NOT NULL,
    `secret` TEXT NOT NULL,
    `backup_codes` TEXT NOT NULL,
    `verified` BOOLEAN NULL,
    `failed_verification_count` INTEGER NULL,
    `locked_until` DATETIME(3) NULL,
    CONSTRAINT `two_factors_user_id_fkey` FOREIGN KEY (`user_id`) REFERENCES `users` (`id`) ON DELETE CASCADE ON UPDATE CASCADE
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `two_factors_user_id_idx` ON `two_factors`(`user_id`);

-- Tokens with a name of their own beside the secret's digest, scopes instead of a role, and an end.
CREATE TABLE `new_tokens` (
    `id` VARCHAR(191) NOT NULL PRIMARY KEY,
    `digest` VARCHAR(191) NOT NULL,
    `name` VARCHAR(191) NOT NULL,
    `kind` VARCHAR(191) NOT NULL,
    `scopes` JSON NOT NULL,
    `outlets` JSON NULL,
    `machine_id` VARCHAR(191) NULL,
    `created_by` VARCHAR(191) NOT NULL,
    `created_at` DATETIME(3) NOT NULL,
    `expires_at` DATETIME(3) NULL,
    `last_used_at` DATETIME(3) NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
INSERT INTO `new_tokens` (`id`, `digest`, `name`, `kind`, `scopes`, `machine_id`, `created_by`, `created_at`, `last_used_at`)
    SELECT UUID(), `id`, `name`, `kind`,
           CASE `role` WHEN 'admin' THEN '["admin"]' WHEN 'operator' THEN '["operate"]' WHEN 'viewer' THEN '["read"]' ELSE '[]' END,
           `machine_id`, 'rule:earlier_version', `created_at`, `last_used_at`
    FROM `tokens`;
DROP TABLE `tokens`;
RENAME TABLE `new_tokens` TO `tokens`;
CREATE UNIQUE INDEX `tokens_digest_key` ON `tokens`(`digest`);
CREATE INDEX `tokens_created_at_id_idx` ON `tokens`(`created_at`, `id`);
CREATE INDEX `tokens_machine_id_idx` ON `tokens`(`machine_id`);

CREATE TABLE `activation_codes` (
    `id` VARCHAR(191) NOT NULL PRIMARY KEY,
    `machine_id` VARCHAR(191) NOT NULL,
    `created_by` VARCHAR(191) NOT NULL,
    `created_at` DATETIME(3) NOT NULL,
    `expires_at` DATETIME(3) NULL,
    `used_at` DATETIME(3) NULL,
    `used_from` VARCHAR(191) NULL
) DEFAULT CHARACTER SET utf8mb4 COLLATE utf8mb4_bin;
CREATE INDEX `activation_codes_machine_id_idx` ON `activation_codes`(`machine_id`);
