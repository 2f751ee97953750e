/** The production driver against the firmware itself, on an emulated processor: the port's contract. */
import { describe } from 'vitest'
import { boardContract, type BoardRig } from '../controllers/src/devices/board/contract.ts'
import { built, missing, Site } from './testing/site.ts'

const uno = missing.length === 0 ? await built('uno') : undefined

describe.skipIf(uno === undefined)('firmware in the emulator', () => {
  const makeRig = (): BoardRig => {
    if (uno === undefined) throw new Error('not built')
    const site = new Site(uno)
    const { arm } = site
    return {
      board: site.driver(),
      model: {
        get position() {
          return arm.position
        },
        get lift() {
          return arm.lift
        },
        set: (input, on) => site.feel(input, on),
        press: button => site.press(button),
        jam: on => arm.jam(on),
      },
      advance: byMs => site.advance(byMs),
      unplug: () => site.port.unplug(),
      plug: () => site.port.plug(),
      restart: () => site.reset('brownout'),
    }
  }
  boardContract('palang-line with the firmware of the Uno', makeRig, { connectMs: 4_000 })
})
