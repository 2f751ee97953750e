/** What a gate says of itself, in words. */
import type { GateStatus } from '@palang/protocol'
import type { MachineRow } from '../../site/site.tsx'
import type { I18n } from '../../i18n/i18n.tsx'
import type { Tone } from '../../ui/tone.tsx'
import { missingDevices } from '../../live/trouble.ts'
import { deviceName, graveWords } from '../../words/machine-words.ts'
import type { Headline } from '../registry.ts'

/** Whether it is a pay station: no lane, no barrier, nothing to open. */
export function isPayStation({ view }: { view: Pick<MachineRow['view'], 'direction'> }): boolean {
  return view.direction === 'pay'
}

/** Where the barrier stands; `undefined` while nothing was heard. */
export function barrierStatus(row: Pick<MachineRow, 'live'>): GateStatus {
  return row.live?.gate?.status ?? row.live?.hardware?.arduino?.gate_status ?? 'unknown'
}

/** The barrier's state in words, and whether a sensor says so or it is only taken to be so. */
export function barrierWord(i18n: I18n, row: Pick<MachineRow, 'live'>): string {
  const status = barrierStatus(row)
  const known = row.live?.gate?.position_known
  const word = i18n.t(`gate.status.${status}`)
  if (known === undefined || (status !== 'open' && status !== 'closed')) return word
  return `${word} · ${i18n.t(known ? 'gate.proven' : 'gate.assumed')}`
}

/** The meaning of the barrier's state. Closed and open are both ordinary. */
export function barrierTone(status: GateStatus): Tone {
  return status === 'fault' ? 'stop' : status === 'unknown' ? 'stale' : 'flow'
}

/** Word, count and reason of a gate for its tile: what is wrong first, else what happens in the lane. */
export function gateHeadline(i18n: I18n, row: MachineRow): Headline {
  const station = isPayStation(row) ? i18n.t('gate.station') : undefined
  // Nobody drives through a pay station.
  const countWord = station === undefined ? i18n.t(row.view.direction === 'out' ? 'gate.outToday' : 'gate.inToday') : ''
  const about = { countWord, ...(station === undefined ? {} : { kind: station }) }
  const grave = graveWords(i18n, row)
  if (grave !== undefined) return { ...about, ...grave }
  const missing = missingDevices(row.live)
  if (missing.length > 0 && row.tone === 'attend') {
    const names = missing.map(kind => deviceName(i18n, kind)).join(', ')
    return { word: `${names}: ${i18n.t('device.missing').toLowerCase()}`, ...about, note: laneWord(i18n, row) }
  }
  return { word: laneWord(i18n, row), ...about, note: undefined }
}

/** No sensor sees a vehicle; those behind loop 1 are not fitted everywhere. */
function isLaneEmpty(row: Pick<MachineRow, 'live'>): boolean {
  const gate = row.live?.gate
  return gate?.loop1 === false && gate.loop2 !== true && gate.beam !== true
}

/** What happens in the lane right now. A barrier opened by hand stands open, whether or not somebody comes. */
export function laneWord(i18n: I18n, row: Pick<MachineRow, 'live'> & { view: Pick<MachineRow['view'], 'mode' | 'direction'> }): string {
  const mode = row.live?.system?.mode ?? row.view.mode
  if (mode !== 'active') return i18n.t(`machine.${mode}`)
  const lane = row.live?.system?.lane
  const phase = lane?.phase
  if (isPayStation(row)) return i18n.t(phase === undefined || phase === 'idle' ? 'gate.stationReady' : `gate.phase.${phase}`)
  const status = barrierStatus(row)
  if (phase === 'passing' && lane?.visit_id === undefined && isLaneEmpty(row)) return i18n.t('gate.openNobody')
  if (phase === undefined || (phase === 'idle' && status !== 'closed')) return i18n.t(`gate.status.${status}`)
  return i18n.t(`gate.phase.${phase}`)
}
