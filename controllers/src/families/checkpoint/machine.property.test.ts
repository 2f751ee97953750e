/** Whatever is scanned in whatever order, restarts and clocks that are set among it: no scan is lost, none counts twice, nothing is blocked. */
import { isDeepStrictEqual } from 'node:util'
import { checkpointFacts, handoverStep, usualScanStatuses } from '@palang/protocol'
import { ManualClock } from '@palang/kit'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { initialCheckpoint, savedPart, stepCheckpoint } from './machine.ts'
import { readSaved } from './saved.ts'
import { scanBook } from './scan-book.ts'
import type { CheckpointInput, CheckpointState } from './state.ts'
import { hourMs, planWith, startMs, testConfig, tray } from './test-checkpoint.ts'

const words = [...Object.keys(usualScanStatuses), 'entah', 'toString']

const scan = fc.record({
  what: fc.constant('scan' as const),
  tag: fc.constantFrom('T1', 'T2', 'X'),
  word: fc.option(fc.constantFrom(...words)),
  rejected: fc.option(fc.integer({ min: 0, max: 2 }), { nil: undefined }),
})
const wait = fc.record({ what: fc.constant('wait' as const), ms: fc.constantFrom(100, 2_900, 3_000, hourMs, 30 * hourMs) })
const jump = fc.record({ what: fc.constant('jump' as const), ms: fc.constantFrom(-40 * hourMs, -500, 500, 40 * hourMs) })
const other = fc.constantFrom(
  { what: 'restart' as const },
  { what: 'plan' as const },
  { what: 'other step' as const },
  { what: 'reader' as const },
  { what: 'out of service' as const },
)
type Of<Arbitrary> = Arbitrary extends fc.Arbitrary<infer Value> ? Value : never
type Happening = Of<typeof scan | typeof wait | typeof jump | typeof other>

/** A checkpoint on a disk that keeps what it is given, and what was told of each scan. */
class World {
  readonly clock = new ManualClock(startMs)
  readonly facts: { id: string; at: string; payload: Record<string, unknown> }[] = []
  readonly wrong: string[] = []
  readonly told: { id: string; repeated: boolean; sinceMs: number; key: string }[] = []
  state: CheckpointState = initialCheckpoint(null, testConfig)
  #plan = false
  #ids = 0
  #reader = false
  #book = this.#read()

  /** As after a start: from what is on the disk. */
  #read() {
    const facts = this.facts.map(({ id, at, payload }, n) => ({
      seq: n + 1,
      id,
      type: 'scan_recorded',
      occurred_at: at,
      clock: 'synced' as const,
      payload,
    }))
    return scanBook({ clock: this.clock, debounceMs: 3_000, nowMs: this.clock.now(), facts })
  }

  async meet(happening: Happening): Promise<void> {
    switch (happening.what) {
      case 'scan':
        return this.#scan(happening.tag, happening.word, happening.rejected)
      case 'wait':
        return this.clock.advance(happening.ms)
      case 'jump':
        return this.clock.jump(this.clock.now() + happening.ms)
      case 'restart':
        this.state = initialCheckpoint(readSaved(JSON.stringify(savedPart(this.state))), testConfig)
        this.#book = this.#read()
        return
      case 'plan':
        this.#plan = !this.#plan
        return
      case 'other step':
        return void this.#step({ kind: 'choose_step', step: handoverStep.options[this.#ids % 4] ?? 'served' })
      case 'reader':
        this.#reader = !this.#reader
        return void this.#step({ kind: 'device', device: 'reader', connected: this.#reader, reason: 'pulled' })
      case 'out of service':
        return void this.#step({ kind: 'set_mode', id: 'c', mode: 'disabled' })
    }
  }

  #scan(tag: string, status: string | null, rejected: number | undefined): void {
    const before = this.facts.length
    const told = this.#step({ kind: 'scan', scan: { tag, status, source: 'api', details: { rejected } } })
    const [one, ...more] = told
    if (one === undefined || more.length > 0) return void this.wrong.push(`a scan was told ${told.length} times`)
    if (this.facts.length - before !== (one.repeated ? 0 : 1)) this.wrong.push('a scan was not one fact, or its repeat was')
    if (this.facts.every(({ id }) => id !== one.id)) this.wrong.push('a scan was told that is not on the disk')
    this.told.push({ id: one.id, repeated: one.repeated, sinceMs: this.clock.monotonic(), key: `${tag} ${one.status}` })
  }

  #step(input: CheckpointInput) {
    const [stateBefore, inputBefore] = [structuredClone(this.state), structuredClone(input)]
    const plan = this.#plan ? planWith([tray, { ...tray, tag: 'T2', batch: null }]) : null
    const next = stepCheckpoint(testConfig, this.state, input, {
      nowMs: this.clock.now(),
      isClockSure: true,
      newId: () => `019be7a0-0000-7000-8000-${String(++this.#ids).padStart(12, '0')}`,
      dayOf: atMs => new Date(atMs).toISOString().slice(0, 10),
      plan,
      planned: tag => plan?.tags.find(one => one.tag === tag) ?? null,
      here: tag => this.#book.here(tag),
      recent: (tag, status) => this.#book.recent(tag, status),
    })
    if (!isDeepStrictEqual([this.state, input], [stateBefore, inputBefore])) this.wrong.push('a step changed what it was given')
    this.state = next.state
    return next.effects.flatMap(effect => {
      if (effect.do === 'record' && effect.fact.type === 'scan_recorded') {
        const payload = checkpointFacts.scan_recorded.parse(effect.fact.payload)
        this.facts.push({ id: effect.fact.id ?? '', at: new Date(this.clock.now()).toISOString(), payload })
      }
      if (effect.do !== 'scanned') return []
      this.#book.note(effect.scan)
      return [effect.scan]
    })
  }
}

test('every scan is one fact or the one before, and only what was held a moment ago is the one before', async () => {
  const happening: fc.Arbitrary<Happening> = fc.oneof({ weight: 6, arbitrary: scan }, { weight: 2, arbitrary: wait }, jump, other)
  await fc.assert(
    fc.asyncProperty(fc.array(happening, { maxLength: 40 }), async story => {
      const world = new World()
      for (const one of story) await world.meet(one)
      expect(world.wrong).toEqual([])
      expect(new Set(world.facts.map(({ id }) => id)).size).toBe(world.facts.length)
      for (const [at, { id, repeated, sinceMs, key }] of world.told.entries()) {
        if (!repeated) continue
        const earlier = world.told.slice(0, at).findLast(one => one.id === id)
        expect(earlier?.key).toBe(key)
        expect(sinceMs - (earlier?.sinceMs ?? Number.NEGATIVE_INFINITY)).toBeLessThan(3_000)
      }
    }),
    { numRuns: 200 },
  )
})
