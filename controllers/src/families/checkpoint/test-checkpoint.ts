/** A checkpoint under test: its state, what its steps did, and books as the test says. */
import { machineConfig, usualMealRules } from '@palang/config'
import { ManualClock } from '@palang/kit'
import { type CheckpointSettings, type PlannedTag, usualScanStatuses } from '@palang/protocol'
import { checkpointConfig } from './checkpoint-config.ts'
import { initialCheckpoint, savedPart, stepCheckpoint } from './machine.ts'
import { readSaved } from './saved.ts'
import { scanBook } from './scan-book.ts'
import type { CheckpointConfig, CheckpointInput, CheckpointState, Effect, NewScan, ScanTold } from './state.ts'

/** Of a checkpoint whose site file says nothing of it. */
export const testConfig: CheckpointConfig = checkpointConfig({
  config: machineConfig.parse({ id: 'kitchen-1', family: 'checkpoint', panel: { port: 5000 } }),
  meals: usualMealRules,
})

/** 20 January 2026, 10:30 in London. */
export const startMs = Date.UTC(2026, 0, 20, 10, 30)
export const minuteMs = 60_000
export const hourMs = 60 * minuteMs
export const isoAfter = (ms: number) => new Date(startMs + ms).toISOString()

/** A tray for school `sdn-1` whose food was cooked two hours ago and keeps for four. */
export const tray: PlannedTag = {
  tag: 'T1',
  label: 'Baki 1',
  portions: 40,
  school: { id: 'sdn-1', name: 'SDN 1' },
  batch: { id: '019be7a0-0000-7000-8000-00000000000b', name: 'Nasi', cooked_at: isoAfter(-2 * hourMs), safe_minutes: 240 },
  steps: {},
}

/** A plan of a school. */
export function planWith(tags: PlannedTag[] = [tray], more: Partial<CheckpointSettings> = {}): CheckpointSettings {
  return {
    day: '2026-01-20',
    statuses: { ...usualScanStatuses },
    place: { id: 'sdn-1', name: 'SDN 1', kind: 'school' },
    safe_minutes: 300,
    warm_dc: 600,
    tags,
    expected: { containers: 1, portions: 40 },
    ...more,
  }
}

interface Given {
  saved?: string | null
  config?: CheckpointConfig
  plan?: CheckpointSettings | null
  isClockSure?: boolean
}

export function testCheckpoint({ saved = null, config = testConfig, plan = null, isClockSure = true }: Given = {}) {
  const clock = new ManualClock(startMs)
  const book = scanBook({ clock, debounceMs: config.debounceMs, nowMs: startMs, facts: [] })
  const world = { plan, isClockSure }
  let state: CheckpointState = initialCheckpoint(saved === null ? null : readSaved(saved), config)
  let ids = 0
  const done: Effect[] = []
  const step = (input: CheckpointInput) => {
    const next = stepCheckpoint(config, state, input, {
      nowMs: clock.now(),
      isClockSure: world.isClockSure,
      newId: () => `019be7a0-0000-7000-8000-${String(++ids).padStart(12, '0')}`,
      dayOf: atMs => new Date(atMs).toISOString().slice(0, 10),
      plan: world.plan,
      planned: tag => world.plan?.tags.find(one => one.tag === tag) ?? null,
      here: tag => book.here(tag),
      recent: (tag, status) => book.recent(tag, status),
    })
    state = next.state
    for (const effect of next.effects) if (effect.do === 'scanned') book.note(effect.scan)
    done.push(...next.effects)
    return next.effects
  }
  const send = (...inputs: CheckpointInput[]): Effect[] => inputs.flatMap(step)
  const facts = () => done.flatMap(effect => (effect.do === 'record' ? [effect.fact] : []))
  return {
    clock,
    world,
    state: () => state,
    send,
    facts,
    /** Scans, and what is told of it. */
    scan(tag: string, status: string | null, more: Partial<NewScan> = {}): ScanTold {
      const [told] = send({ kind: 'scan', scan: { tag, status, source: 'api', details: {}, ...more } }).flatMap(effect =>
        effect.do === 'scanned' ? [effect.scan] : [],
      )
      if (told === undefined) throw new Error('a scan was not told of')
      return told
    },
    scans: () => facts().flatMap(fact => (fact.type === 'scan_recorded' ? [fact] : [])),
    saved: () => JSON.stringify(savedPart(state)),
  }
}
