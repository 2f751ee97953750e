/** What screens are told of valve, switches and pours. */
import type { WaterStatus } from '@palang/protocol'
import { millilitresOf } from './calibration.ts'
import { qualityStatusOf } from './quality-status.ts'
import { saleStatusOf, type Seen } from './sale-status.ts'
import type { WaterConfig, WaterState } from './state.ts'

/** The machine as its board tells it. */
export function waterStatusOf(state: WaterState, config: WaterConfig, seen: Seen): WaterStatus {
  const { board, switches, pour, lastPour } = state
  const quality = qualityStatusOf(state, config)
  const open = pour !== null && pour.stage !== 'asked'
  return {
    valve: board !== true || pour?.stage === 'found' ? 'unknown' : pour?.stage === 'running' ? 'open' : 'closed',
    switches,
    ...(open
      ? {
          pour: {
            session_id: pour.sessionId,
            volume_ml: pour.volumeMl,
            delivered_ml: millilitresOf(pour.heardPulses, pour.pulsesPerLitre),
          },
        }
      : {}),
    ...(lastPour === null
      ? {}
      : {
          last_pour: {
            session_id: lastPour.sessionId,
            volume_ml: lastPour.volumeMl,
            reason: lastPour.reason,
            pulses: lastPour.pulses,
            delivered_ml: lastPour.deliveredMl,
            exact: lastPour.exact,
            at: new Date(lastPour.atMs).toISOString(),
          },
        }),
    sale: saleStatusOf(state, config, seen),
    ...(quality === undefined ? {} : { quality }),
  }
}
