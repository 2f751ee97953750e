/** Whether the provider can be had: customers are not offered what will not work, and somebody hears of it. */
import { isCoded } from '@palang/kit'
import { showHubAlarm } from '../rounds.ts'
import type { PaymentParts } from './payments.ts'
import type { ProviderFailure, QrisProvider } from './provider.ts'

/** After a failure it is not offered for so long, milliseconds. */
const restMs = 60_000

export interface ProviderWatch {
  isOffered(): boolean
  /** The provider answered, or why it did not. */
  heard(trouble: ProviderFailure | undefined): void
}

export function watchProvider(parts: PaymentParts, { name, missing }: QrisProvider): ProviderWatch {
  const { site, clock, log } = parts
  const isUsable = missing.length === 0 && site.outlet.currency === 'IDR'
  if (!isUsable) log.error({ provider: name, missing, currency: site.outlet.currency }, 'QRIS is not offered: its set-up is not complete')
  let restsUntilMs = 0
  /** What the alarm says; unknown before the provider was first asked. */
  let shown: string | null | undefined

  function show(message: string | null): void {
    if (shown === message) return
    shown = message
    showHubAlarm(parts, { code: 'qris_unavailable', severity: 'warning' }, message ?? undefined).catch((error: unknown) => {
      shown = undefined
      if (!isCoded(error, 'database_unavailable')) log.error({ err: error }, 'the alarm about the payment provider was not written down')
    })
  }

  return {
    isOffered: () => isUsable && clock.now() >= restsUntilMs,
    heard(trouble) {
      restsUntilMs = trouble === undefined ? 0 : clock.now() + restMs
      show(trouble === undefined ? null : `${name} cannot be had: ${trouble.kind}`)
    },
  }
}
