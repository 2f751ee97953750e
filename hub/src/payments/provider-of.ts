/** The provider a site names. One that is missing here does not compile. */
import type { QrisConfig } from '@palang/config'
import type { Clock } from '@palang/kit'
import { midtrans } from './midtrans/driver.ts'
import type { QrisProvider } from './provider.ts'
import { xendit } from './xendit/driver.ts'

/** Nothing is asked of it yet. */
export function providerOf(config: QrisConfig, clock: Clock): QrisProvider {
  switch (config.provider) {
    case 'midtrans':
      return midtrans(config, clock)
    case 'xendit':
      return xendit(config, clock)
  }
}
