/** Counter breaks of devices: found where counters jump or fall, filled by events that come late. */
import { uuidv7 } from '@palang/kit'
import type { Treatment } from '@palang/protocol'
import { counted, type CounterBreak, type CounterState } from '../../domain/device-counters.ts'
import type { CounterBreakRecord, TelemetryDeviceRecord } from '../../store/treatments.ts'

/** The counters of a message, by treatment. */
export function countsIn(said: {
  count_basic?: number | undefined
  count_standard?: number | undefined
  count_premium?: number | undefined
}): Partial<Record<Treatment, number | undefined>> {
  return { BASIC: said.count_basic, STANDARD: said.count_standard, PREMIUM: said.count_premium }
}

function stateOf({ countedAt, countBasic, countStandard, countPremium }: TelemetryDeviceRecord): CounterState {
  return {
    atMs: countedAt === null ? null : Date.parse(countedAt),
    counts: { BASIC: countBasic, STANDARD: countStandard, PREMIUM: countPremium },
  }
}

export interface Recount {
  device: TelemetryDeviceRecord
  breaks: CounterBreakRecord[]
  isLate: boolean
}

/** The device after one more message that shows its counters, and what that says of events nobody has told. */
export function recounted(
  device: TelemetryDeviceRecord,
  reading: { atMs: number; counts: Partial<Record<Treatment, number | undefined>>; counted: Treatment | null },
  about: { machineId: string | null; foundAt: string },
): Recount {
  const { state, breaks, isLate } = counted(stateOf(device), reading)
  const { BASIC, STANDARD, PREMIUM } = state.counts
  const countedAt = state.atMs === null ? null : new Date(state.atMs).toISOString()
  return {
    device: { ...device, countBasic: BASIC, countStandard: STANDARD, countPremium: PREMIUM, countedAt },
    breaks: breaks.map(one => breakRecord(one, { deviceId: device.id, ...about })),
    isLate,
  }
}

function breakRecord(found: CounterBreak, about: { deviceId: string; machineId: string | null; foundAt: string }): CounterBreakRecord {
  const iso = (ms: number) => new Date(ms).toISOString()
  const id = uuidv7(Date.parse(about.foundAt))
  if (found.kind === 'gap') {
    const { kind, treatment, missing, fromMs, toMs } = found
    return {
      id,
      ...about,
      kind,
      treatment,
      missing,
      arrived: 0,
      from: iso(fromMs),
      to: iso(toMs),
      closedAt: null,
      before: null,
      after: null,
    }
  }
  const { kind, atMs, before, after } = found
  // Nothing is waited for: it is a note of what happened.
  const noted = { missing: 0, arrived: 0, from: iso(atMs), to: iso(atMs), closedAt: about.foundAt }
  return { id, ...about, kind, treatment: null, ...noted, before, after }
}

/** The gap that an event belongs into, with it in; nothing when it belongs into none. `at` by the device's clock. */
export function filled(
  gaps: Iterable<CounterBreakRecord>,
  late: { deviceId: string; treatment: Treatment; at: string; receivedAt: string },
): CounterBreakRecord | undefined {
  for (const gap of gaps) {
    const isOfIt = gap.deviceId === late.deviceId && gap.treatment === late.treatment && gap.closedAt === null
    if (!isOfIt || late.at < gap.from || late.at > gap.to) continue
    const arrived = gap.arrived + 1
    return { ...gap, arrived, closedAt: arrived >= gap.missing ? late.receivedAt : null }
  }
  return undefined
}
