/** Signing in and out of the console, second factor included. */
import { z } from 'zod'
import { isoTime } from '../primitives.ts'

export const userRole = z.enum(['viewer', 'operator', 'admin'])
export type UserRole = z.infer<typeof userRole>

/** A password as it is chosen; long rather than complicated. */
export const newPassword = z.string().min(10, 'at least 10 characters').max(128)

const givenPassword = z.string().min(1).max(128)

export const signInBody = z
  .object({ email: z.email().max(200), password: givenPassword })
  .meta({ id: 'SignIn', examples: [{ email: 'admin@palang.local', password: 'correct-horse-battery' }] })

/** A code of the authenticator app (six digits), or one of the backup codes. */
export const secondFactorBody = z
  .object({ code: z.string().trim().min(6).max(32) })
  .meta({ id: 'SecondFactor', examples: [{ code: '123456' }] })

export const changePasswordBody = z
  .object({ current_password: givenPassword, new_password: newPassword })
  .meta({ id: 'ChangePassword', examples: [{ current_password: 'printed-once', new_password: 'correct-horse-battery' }] })

/** Proof, once more, that the person at the keyboard knows the password. */
export const ownPasswordBody = z
  .object({ password: givenPassword })
  .meta({ id: 'OwnPassword', examples: [{ password: 'correct-horse-battery' }] })

/** Who is calling: a person with a name and e-mail, a program's token or a machine. */
export const sessionInfo = z
  .object({
    actor: z.string(),
    role: z.enum(['viewer', 'operator', 'admin', 'machine', 'program']).meta({
      description: '`machine` and `program` have no role of a person: they may do only what their token names',
    }),
    outlets: z.array(z.string()).nullable().meta({ description: 'The only outlets it may see and act on; null for all' }),
    machine_id: z.string().optional(),
    scopes: z.array(z.string()).optional(),
    user: z
      .object({ id: z.string(), email: z.string(), name: z.string(), must_change_password: z.boolean(), second_factor: z.boolean() })
      .optional(),
    expires_at: isoTime.optional(),
  })
  .meta({
    id: 'SessionInfo',
    examples: [
      {
        actor: 'user:admin@palang.local',
        role: 'admin',
        outlets: null,
        user: {
          id: '019bda5e-9a40-7000-8000-0000000000a1',
          email: 'admin@palang.local',
          name: 'Administrator',
          must_change_password: true,
          second_factor: false,
        },
        expires_at: '2026-02-03T10:30:00.000Z',
      },
    ],
  })
export type SessionInfo = z.infer<typeof sessionInfo>

/** The password was right; the code of the second factor is still needed. */
export const secondFactorNeeded = z
  .object({ second_factor: z.literal('needed') })
  .meta({ id: 'SecondFactorNeeded', examples: [{ second_factor: 'needed' }] })

/** What an authenticator app is given, shown once. */
export const secondFactorSetup = z
  .object({
    uri: z.string().meta({ description: '`otpauth://…`, shown as a QR code' }),
    backup_codes: z.array(z.string()).meta({ description: 'Each stands once for a code of the app' }),
  })
  .meta({
    id: 'SecondFactorSetup',
    examples: [{ uri: 'otpauth://totp/Palang:admin%40palang.local?secret=JBSWY3DPEHPK3PXP&issuer=Palang', backup_codes: ['AbCdE-12345'] }],
  })
export type SecondFactorSetup = z.infer<typeof secondFactorSetup>

/** The browsers a person is signed in with. */
export const signInList = z
  .object({
    items: z.array(
      z.object({
        id: z.string(),
        since: isoTime,
        expires_at: isoTime,
        address: z.string().nullable(),
        browser: z.string().nullable(),
        current: z.boolean(),
      }),
    ),
  })
  .meta({
    id: 'SignIns',
    examples: [
      {
        items: [
          {
            id: '019bda5e-9a40-7000-8000-0000000000b1',
            since: '2026-01-20T10:30:00.000Z',
            expires_at: '2026-02-03T10:30:00.000Z',
            address: '192.168.1.20',
            browser: 'Mozilla/5.0 (X11; Linux x86_64)',
            current: true,
          },
        ],
      },
    ],
  })
export type SignInList = z.infer<typeof signInList>
