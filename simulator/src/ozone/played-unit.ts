/** One unit in time: its rules, its connection, its heartbeat and its customers. */
import type { Clock, Timer } from '@palang/kit/clock'
import type { Random } from '../traffic/random.ts'
import { chosenTreatment, nextCustomerMs, type OpeningHours } from './customers.ts'
import type { Ledger } from './truth.ts'
import type { Turnstile } from './turnstile.ts'
import { createUnitLink, type Login } from './unit-link.ts'
import type { UnitEffect, UnitInput, UnitMake, UnitState } from './unit-state.ts'
import { stepUnit } from './unit.ts'

export interface Customers {
  /** Seconds between two, on average; undefined sends none. */
  everyS: number | undefined
  hours: OpeningHours
}

export interface PlayedUnitOptions {
  make: UnitMake
  state: UnitState
  url: string
  login: Login | undefined
  clock: Clock
  /** Of its customers. */
  random: Random
  /** Of its connection and heartbeat: how often a broker is away must not change who comes. */
  jitter(): number
  heartbeatMs: number
  customers: Customers
  ledger: Ledger
  turnstile: Turnstile
}

export interface PlayedUnit {
  readonly deviceId: string
  start(): void
  /** Nobody presses any more. */
  sendCustomersHome(): void
  input(input: UnitInput): void
  view(): { state: UnitState; trouble: string | undefined }
  stop(): Promise<void>
}

/** Does nothing before `start`. */
export function createPlayedUnit(options: PlayedUnitOptions): PlayedUnit {
  const { make, clock, random, customers, ledger } = options
  let { state } = options
  const visits = again(clock, () => input({ kind: 'press', treatment: chosenTreatment(random) }))
  const heartbeat = again(clock, () => input({ kind: 'tell', what: 'heartbeat' }))
  const link = createUnitLink({
    ...options,
    deviceId: make.deviceId,
    mapping: make.mapping,
    heard: {
      linked: () => input({ kind: 'linked' }),
      unlinked: () => input({ kind: 'unlinked' }),
      command: text => input({ kind: 'command', text }),
    },
  })

  function input(happened: UnitInput): void {
    const nowMs = clock.now()
    const step = stepUnit(make, state, happened, nowMs)
    state = step.state
    for (const effect of step.effects) {
      ledger.note(make.deviceId, effect, nowMs)
      carryOut(effect)
    }
  }

  function carryOut(effect: UnitEffect): void {
    if (effect.kind === 'publish') {
      const { topic, payload, key } = effect
      link.publish(topic, payload, () => key !== undefined && input({ kind: 'acknowledged', key }))
    } else if (effect.kind === 'hang_up') link.hangUp(effect.awayMs)
    else if (effect.kind === 'wake') clock.after(effect.afterMs, () => input({ kind: 'wake' }))
  }

  return {
    deviceId: make.deviceId,
    sendCustomersHome: visits.stop,
    input,
    view: () => ({ state, trouble: link.trouble() }),
    start() {
      link.open()
      const { everyS, hours } = customers
      if (everyS !== undefined) visits.start(() => nextCustomerMs(random, everyS, hours, clock.now()))
      // Switched on at different moments, units do not all beat at once.
      let waitMs = options.jitter() * options.heartbeatMs
      heartbeat.start(() => {
        const firstMs = waitMs
        waitMs = options.heartbeatMs
        return firstMs
      })
    },
    async stop() {
      visits.stop()
      heartbeat.stop()
      await link.close()
    },
  }
}

/** Does `work` again and again, each time after the wait it is told. */
function again(clock: Clock, work: () => void): { start(waitMs: () => number): void; stop(): void } {
  let timer: Timer | undefined
  const start = (waitMs: () => number) => {
    timer = clock.after(waitMs(), () => {
      start(waitMs)
      work()
    })
  }
  return { start, stop: () => timer?.cancel() }
}
