/** Paying by card at the lane with the driver and the simulator's terminal between which a real serial line lies, in the time such lines take. */
import { spawnSync } from 'node:child_process'
import { silentLog, systemClock } from '@palang/kit'
import { expect, onTestFinished, test } from 'vitest'
import { CardTerminal, type SaleEnd } from '../../../../simulator/src/terminal/card-terminal.ts'
import { SimulatedLineTerminal } from '../../devices/terminal/drivers/simulated-line/driver.ts'
import { streamsFor } from '../../io/open-stream.ts'
import { pseudoTerminal } from '../../io/played-port.test-support.ts'
import { cardDesk } from '../till/card-desk.ts'
import { laneOf } from './lane.ts'
import type { Effect, GateInput } from './state.ts'
import { card, loop1, testLane, timer } from './test-lane.ts'

const hasSocat = spawnSync('socat', ['-V'], { stdio: 'ignore' }).status === 0
if (!hasSocat) process.stdout.write('a lane and its card terminal on a pseudo terminal: skipped, socat is not installed\n')

const delays = { cardMs: 40, bankMs: 20, patienceMs: 40, lateMs: 150, lostMs: 50 }

/** A vehicle that owes 8000, and the terminal it may pay at. */
async function owing() {
  const counter = new CardTerminal({ name: 'terminal', clock: systemClock, makePort: pseudoTerminal, changed: () => undefined, delays })
  await counter.port.start()
  onTestFinished(() => counter.port.stop())
  const streams = streamsFor(counter.port.address(), { baud: 9_600 })
  const terminal = new SimulatedLineTerminal({ streams, clock: systemClock, log: silentLog(), random: () => 0 })
  onTestFinished(() => terminal.stop())
  const lane = testLane({ config: { direction: 'out' } })
  let heard = Promise.withResolvers<GateInput>()
  const perform = (effects: Effect[]) => {
    for (const effect of effects) if (effect.do === 'charge' || effect.do === 'cancel_charge') desk.perform(effect)
  }
  const send = (...inputs: GateInput[]) => perform(lane.send(...inputs))
  const desk = cardDesk({
    terminal,
    log: silentLog(),
    tell: input => {
      send(input)
      heard.resolve(input)
      heard = Promise.withResolvers()
    },
  })
  const ready = () =>
    new Promise<void>(resolve => {
      if (terminal.status().state === 'ready') return resolve()
      const end = terminal.subscribe(({ status }) => {
        if (status.state !== 'ready') return
        end()
        resolve()
      })
    })
  terminal.start()
  await ready()
  send({ kind: 'device', device: 'terminal', connected: true, reason: 'ready' }, loop1(true), card())
  lane.owe(8000, 0, false, { grace_minutes: 15 })
  return {
    lane,
    counter,
    send,
    ready,
    /** The customer chooses the card, at a terminal where the sale will end so; resolves once the lane has heard how it did. */
    async pays(end: SaleEnd) {
      counter.will({ end, sales: 1 })
      const next = heard.promise
      send({ kind: 'pay_card', act: 'start' })
      return next
    },
    heard: () => heard.promise,
    card: () => laneOf(lane.state()).card,
    cash: () => lane.last('cash').act,
    booked: () => lane.facts('payment_completed').map(({ payload }) => payload),
  }
}

const paidOnce = [{ method: 'card', paid_amount: 8000, charge: { amount: 8000, reference: 'SIM-1' } }]

test.skipIf(!hasSocat).each(['approve', 'late'] as const)(
  '%s: no other money is taken until the bank has answered, then it opens',
  async end => {
    const { lane, pays, card: shown, cash, booked } = await owing()
    const paying = pays(end)
    expect([shown(), cash()]).toEqual([{ state: 'reading', amount: 8000 }, 'disable'])
    await paying
    expect([lane.phase(), booked()]).toMatchObject(['opening', paidOnce])
  },
)

test.skipIf(!hasSocat).each([
  ['decline', 'declined'],
  ['time_out', 'no_card'],
  ['cancel', 'no_card'],
] as const)('%s: nothing was taken, the choice comes back with its reason, and the next card pays', async (end, reason) => {
  const { lane, counter, pays, card: shown, cash } = await owing()
  await pays(end)
  expect([shown(), cash(), counter.taken()]).toEqual([{ state: 'offered', reason }, 'enable', []])
  await pays('approve')
  expect([lane.phase(), counter.taken()]).toMatchObject(['opening', [{ amount: 8000 }]])
})

test.skipIf(!hasSocat)(
  'the line is lost after the bank approved: no other money, no second charge, and found as soon as the line is back',
  async () => {
    const { lane, counter, pays, heard, ready, send, card: shown, cash, booked } = await owing()
    expect(await pays('lost')).toMatchObject({ result: { ok: false, outcome: 'unknown' } })
    expect([shown(), cash(), booked()]).toEqual([{ state: 'asking', amount: 8000 }, 'disable', []])
    await ready()
    const told = heard()
    send(timer('card'))
    expect(await told).toMatchObject({ result: { ok: true } })
    expect([lane.phase(), booked(), counter.taken().length]).toMatchObject(['opening', paidOnce, 1])
  },
)

test.skipIf(!hasSocat)('cancelled at the kiosk before the card is out, the terminal takes nothing', async () => {
  const { counter, pays, send, card: shown, cash } = await owing()
  const paying = pays('time_out')
  send({ kind: 'pay_card', act: 'cancel' })
  expect(await paying).toMatchObject({ result: { ok: false, outcome: 'cancelled' } })
  expect([shown(), cash(), counter.taken()]).toEqual([{ state: 'offered' }, 'enable', []])
})
