/** Who is told of alarms, by what, and when: the part `alerts` of the site file. */
import { z } from 'zod'
import { alarmSeverity, slug } from '@palang/protocol'

export const alertEmail = z.email('expected an e-mail address').max(200)
export const alertWebhook = z.url({ protocol: /^https?$/, error: 'expected the http or https address that alerts are posted to' }).max(500)
export const smtpAddress = z.url({ protocol: /^smtps?$/, error: 'expected smtp://user:password@host:port or smtps://…' }).max(300)

/** The number of a chat, negative for groups, or the name of a channel. */
const telegramChat = z.union([z.int(), z.string().regex(/^(-?\d{1,20}|@[A-Za-z]\w{3,63})$/)], 'expected the number of a chat or @channel')

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'expected a time of day in quotes, such as "22:00"')

const quiet = z
  .strictObject({
    from: timeOfDay,
    to: timeOfDay,
    /** Whether critical alarms come through all the same. */
    critical: z.boolean().default(true),
  })
  .refine(({ from, to }) => from !== to, { path: ['to'], message: 'is the same as from; take the recipient out instead' })

const recipientFields = {
  id: slug,
  /** Told of alarms of this severity and above. */
  least: alarmSeverity.default('warning'),
  /** In the time of the outlet; what is still open when they end is told then. */
  quiet: quiet.optional(),
  /** 1 is told at once, 2 when nobody took note within `escalate_after_minutes`, 3 after twice that, and so on. */
  step: z.int().min(1).max(5).default(1),
}

const recipient = z.discriminatedUnion('channel', [
  z.strictObject({ channel: z.literal('email'), address: alertEmail, ...recipientFields }),
  z.strictObject({ channel: z.literal('webhook'), address: alertWebhook, ...recipientFields }),
  z.strictObject({ channel: z.literal('telegram'), address: telegramChat, ...recipientFields }),
])
export type AlertRecipient = z.infer<typeof recipient>

export const alerts = z.strictObject({
  /** One recipient of all warnings and criticals, with the id `email`. */
  email: alertEmail.optional(),
  /** The same with the id `webhook`. */
  webhook: alertWebhook.optional(),
  smtp_url: smtpAddress.optional(),
  /** Sender of the e-mails; the user of `smtp_url` unless given. */
  from: alertEmail.optional(),
  telegram: z
    .strictObject({
      token: z.string().min(1).max(200).optional(),
      /** Another Bot API server than Telegram's. */
      base_url: z.url({ protocol: /^https?$/ }).optional(),
    })
    .optional(),
  escalate_after_minutes: z.int().min(1).max(1440).default(15),
  /** The same alarm of the same machine is told once in this time, with how often it came. */
  repeat_minutes: z.int().min(1).max(1440).default(30),
  recipients: z
    .array(recipient)
    .max(50)
    .default([])
    .superRefine((list, context) => {
      const taken = new Set(['email', 'webhook'])
      for (const [index, { id }] of list.entries()) {
        if (taken.has(id))
          context.addIssue({ code: 'custom', path: [index, 'id'], message: 'is used by another recipient already', input: id })
        taken.add(id)
      }
    }),
})
export type AlertsConfig = z.infer<typeof alerts>

/** For a site that says nothing about alerts. */
export const noAlerts: AlertsConfig = alerts.parse({})
