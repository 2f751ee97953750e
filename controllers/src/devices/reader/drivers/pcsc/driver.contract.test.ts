import { ManualClock } from '@palang/kit'
import { readerContract, removalContract } from '../../contract.ts'
import { acr, playedService } from './played-service.test-support.ts'

const cards = ['04A2B3C4D5E680', '9C11F07B'] as const

/** On a played service. `plug` is the reader, or the whole service with it. */
function rig(plug: 'reader' | 'service') {
  const clock = new ManualClock()
  const service = playedService(clock)
  service.connect(acr)
  let isPlugged = true
  let lying: string | undefined
  return {
    reader: service.reader,
    cards,
    tap(id: string) {
      if (!isPlugged || lying === id) return
      lying = id
      service.lay(id)
    },
    takeAway() {
      lying = undefined
      service.takeAway()
    },
    plug(on: boolean) {
      isPlugged = on
      if (plug === 'service') return on ? service.port.plug() : service.port.unplug()
      if (on) service.connect(acr)
      else service.disconnect(acr)
    },
    advance: (byMs: number) => clock.advance(byMs),
  }
}

readerContract('pcsc, the reader unplugged', () => rig('reader'))
readerContract('pcsc, the service ended', () => rig('service'))
removalContract('pcsc', () => rig('reader'))
