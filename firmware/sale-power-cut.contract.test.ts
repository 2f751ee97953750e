/** The power goes at every step of a sale on the real firmware: one end, nobody pays for water that did not come, and none comes again by itself. */
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { built, missing } from './testing/site.ts'
import { type Cut, pulsesPerLitre, sold, WaterStand } from './testing/water-stand.ts'

const uno = missing.length === 0 ? await built('uno') : undefined

const ordered = Math.ceil((sold.volume_ml * pulsesPerLitre) / 1_000)
const millilitres = (pulses: number) => Math.floor((pulses * 1_000) / pulsesPerLitre)
const share = (deliveredMl: number) => Math.min(sold.price, Math.floor((sold.price * deliveredMl) / sold.volume_ml))

/** When the power goes: in the very write of a fact, or as soon as the world is so. */
type Moment = { write: string; when?: 'before' | 'after' } | { until: (stand: WaterStand) => Promise<void> }

const water = (pulses: number) => ({
  until: (stand: WaterStand) => stand.until(`${pulses} pulses`, () => stand.site.flow.pulses >= pulses),
})
const boardHasSaidTheEnd = (stand: WaterStand) => stand.until('the end', () => stand.site.lines.some(line => line.includes('POURED')))

const moments: Readonly<Record<string, Moment>> = {
  chosen: { write: 'sale_opened' },
  'paying, the note on its way into the box': {
    until: stand => stand.until('the note to be drawn in', () => stand.acceptor.view().inside === 'stacking'),
  },
  'paid, nothing ordered': { write: 'sale_paid' },
  'the order written down, not sent': { write: 'pour_ordered' },
  'the order sent, not confirmed': {
    async until(stand) {
      stand.site.port.onWritten(bytes => {
        if (Buffer.from(bytes).toString('latin1').includes(',POUR,')) stand.isDeaf = () => true
      })
      await stand.until('the valve to open', () => stand.site.on.has('valve'))
    },
  },
  'the valve open, early': water(3),
  'the valve open, in the middle': water(ordered / 2),
  'the valve open, nearly done': water(ordered - 2),
  'stopped, the end not told': {
    async until(stand) {
      await water(ordered / 2).until(stand)
      stand.isDeaf = () => true
      expect(await stand.tap('stop')).toBe(202)
      await boardHasSaidTheEnd(stand)
    },
  },
  'ended, the end not told': {
    async until(stand) {
      let isOver = false
      stand.isDeaf = line => (isOver ||= line.includes('POURED'))
      await boardHasSaidTheEnd(stand)
    },
  },
  'the end told, the settlement not written': { write: 'sale_settled', when: 'before' },
  'the settlement written, not reported': { write: 'sale_settled' },
}

const settlement = z.object({
  session_id: z.string(),
  delivered_ml: z.int(),
  exact: z.boolean(),
  paid_amount: z.int(),
  charged: z.int(),
  remainder: z.int(),
  remainder_to: z.string(),
  reason: z.string(),
})

/** A customer buys and stays, the power goes at `moment` and comes back: until the sale has ended. */
async function lived(stand: WaterStand, moment: Moment, what: Cut): Promise<void> {
  let isCut = false
  const cut = () => {
    isCut = true
    stand.onWrite = () => undefined
    stand.cut(what)
  }
  if ('write' in moment) {
    const { write, when = 'after' } = moment
    stand.onWrite = (now, types) => {
      if (now === when && types.includes(write)) cut()
    }
  }
  await stand.tap('choose').catch(() => undefined)
  await stand.until('the slot to open', () => isCut || stand.acceptor.isEnabled())
  void stand.acceptor.insert(sold.price)
  if ('until' in moment) {
    await moment.until(stand)
    cut()
  } else await stand.until('the power to go', () => isCut)
  await stand.back()
  await stand.until('the end of the sale', () => {
    if (stand.acceptor.box.length === 0) void stand.acceptor.insert(sold.price)
    return stand.facts().some(fact => fact.type === 'sale_settled')
  })
}

/** What the journal, the box, the meter and the line say must agree, and go on agreeing while nobody orders anything. */
async function expectSound(stand: WaterStand, what: Cut): Promise<void> {
  const { flow, port, on } = stand.site
  const facts = stand.facts()
  const of = (type: string) => facts.flatMap(fact => (fact.type === type ? [fact.payload] : []))
  const [opened, settled] = [of('sale_opened'), of('sale_settled').map(payload => settlement.parse(payload))]
  const [end] = settled
  if (end === undefined) throw new Error('not settled')
  expect([opened.length, settled.length, opened[0]?.['session_id']]).toEqual([1, 1, end.session_id])
  const orders = new Set(port.written.match(/\$\d+,POUR,/g))
  // Written down before it is said, and said once.
  expect(orders.size).toBeLessThanOrEqual(of('pour_ordered').length)
  expect(of('pour_ordered').length).toBeLessThanOrEqual(1)

  const cameMl = millilitres(flow.whileOpen)
  if (end.exact) expect(end.delivered_ml).toBe(cameMl)
  else expect(end.delivered_ml).toBeLessThanOrEqual(cameMl)
  // Only the board's own power takes its count with it.
  expect(end.exact || what !== 'controller').toBe(true)
  expect(end.charged).toBe(end.reason === 'done' ? sold.price : share(end.delivered_ml))

  const inBox = stand.acceptor.box.reduce((sum, note) => sum + note, 0)
  const booked = of('cash_received').reduce((sum, { amount }) => sum + Number(amount), 0)
  const isUnproven = of('alarm_raised').some(({ code }) => code === 'note_unproven')
  expect(booked).toBe(end.paid_amount)
  expect(booked === inBox || isUnproven).toBe(true)
  expect(end.charged + end.remainder).toBe(end.paid_amount)
  expect(end.remainder_to).toBe(end.remainder > 0 ? 'credit' : 'nobody')
  expect((await stand.sale()).credit).toBe(end.remainder)

  const { pulses } = flow
  await stand.site.advance(700)
  expect([flow.pulses, on.has('valve'), on.has('pump'), stand.facts().filter(({ type }) => type === 'sale_settled').length]).toEqual([
    pulses,
    false,
    false,
    1,
  ])
}

describe.skipIf(uno === undefined)('the power goes in mid-sale, on the firmware', () => {
  const cuts: readonly Cut[] = ['board', 'controller', 'both']
  test.each(cuts.flatMap(what => Object.entries(moments).map(([name, moment]) => [what, name, moment] as const)))(
    'of %s: %s',
    async (what, _name, moment) => {
      if (uno === undefined) return
      const stand = new WaterStand(uno)
      await stand.open()
      await lived(stand, moment, what)
      await expectSound(stand, what)
    },
  )
})
