/** Who is told, out of the site file and the environment. */
import type { AlertRecipient, AlertsConfig } from '@palang/config'
import type { AlertChannel } from '@palang/protocol'

export type Recipient = Omit<AlertRecipient, 'channel' | 'address'> & { channel: AlertChannel; address: string }

/** The recipients of `ALERT_EMAIL` and `ALERT_WEBHOOK` first, then those of the list. */
export function recipientsOf({ email, webhook, recipients }: Pick<AlertsConfig, 'email' | 'webhook' | 'recipients'>): Recipient[] {
  const plain = { least: 'warning', step: 1 } as const
  return [
    ...(email === undefined ? [] : [{ id: 'email', channel: 'email' as const, address: email, ...plain }]),
    ...(webhook === undefined ? [] : [{ id: 'webhook', channel: 'webhook' as const, address: webhook, ...plain }]),
    ...recipients.map(recipient => ({ ...recipient, address: String(recipient.address) })),
  ]
}

/** The address as people may see it: the path of a webhook is a password with many services. */
export function shownAddress({ channel, address }: Pick<Recipient, 'channel' | 'address'>): string {
  if (channel !== 'webhook') return address
  const { protocol, host, pathname, search } = new URL(address)
  return `${protocol}//${host}${pathname === '/' && search === '' ? '' : '/…'}`
}
