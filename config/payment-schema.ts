/** How customers pay without cash: the part `payments` of the site file. */
import { qrisProviderName } from '@palang/protocol'
import { z } from 'zod'

const httpUrl = z.url({ protocol: /^https?$/ }).max(300)
const secret = z.string().min(1).max(300)

const common = {
  /** How long a code can be paid. */
  expiry_minutes: z.int().min(1).max(30).default(5),
  /** Another server than the provider's own. */
  base_url: httpUrl.optional(),
  /** False: the provider's own server also where the site is simulated. */
  simulated: z.boolean().optional(),
}

const { midtrans, xendit } = qrisProviderName.enum

const qris = z.discriminatedUnion('provider', [
  z.strictObject({
    provider: z.literal(midtrans),
    /** Of the merchant; better in the environment, as MIDTRANS_SERVER_KEY. One that begins with SB- goes to the sandbox. */
    server_key: secret.optional(),
    /** Where this hub can be reached from outside, told with each charge; without it the address of the merchant's settings is used. */
    notify_url: httpUrl.optional(),
    ...common,
  }),
  z.strictObject({
    provider: z.literal(xendit),
    /** Better in the environment, as XENDIT_SECRET_KEY. */
    secret_key: secret.optional(),
    /** With which its notifications are proven; better in the environment, as XENDIT_CALLBACK_TOKEN. */
    callback_token: secret.optional(),
    ...common,
  }),
])
export type QrisConfig = z.infer<typeof qris>

export const payments = z.strictObject({ qris: qris.optional() })
export type PaymentsConfig = z.infer<typeof payments>

/** The secrets of the environment laid over the site file; one for a provider the site does not use says nothing. */
export function withPaymentSecrets(given: PaymentsConfig, text: (name: string) => string | undefined): PaymentsConfig {
  const serverKey = text('MIDTRANS_SERVER_KEY')
  const secretKey = text('XENDIT_SECRET_KEY')
  const callbackToken = text('XENDIT_CALLBACK_TOKEN')
  if (given.qris?.provider === 'midtrans') return { qris: { ...given.qris, ...(serverKey === undefined ? {} : { server_key: serverKey }) } }
  if (given.qris?.provider !== 'xendit') return given
  return {
    qris: {
      ...given.qris,
      ...(secretKey === undefined ? {} : { secret_key: secretKey }),
      ...(callbackToken === undefined ? {} : { callback_token: callbackToken }),
    },
  }
}

/** Where the simulator plays the providers: derived from the hub’s port so that nothing needs choosing, below what systems lend out. */
export function simulatedGatewayPort(hubPort: number): number {
  return 10_000 + ((hubPort * 3) % 20_000)
}

/** What a played provider knows the site by. It protects nothing. */
export const simulatedKey = 'simulated'

/** The payments of a simulated site: the provider is played, unless the site says that it is not. */
export function simulatedPayments({ qris: given }: PaymentsConfig, hubPort: number): PaymentsConfig {
  if (given === undefined || given.simulated === false) return { qris: given }
  const base_url = given.base_url ?? `http://127.0.0.1:${simulatedGatewayPort(hubPort)}`
  return given.provider === 'midtrans'
    ? { qris: { ...given, base_url, server_key: simulatedKey } }
    : { qris: { ...given, base_url, secret_key: simulatedKey, callback_token: simulatedKey } }
}
