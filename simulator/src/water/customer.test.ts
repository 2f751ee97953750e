import type { SaleStatus } from '@palang/protocol'
import { ManualClock } from '@palang/kit/clock'
import { afterEach, expect, test } from 'vitest'
import type { CashMachine } from '../cash/acceptor.ts'
import { readBody } from '../control/read-body.ts'
import { seeded } from '../traffic/random.ts'
import { loopbackServer } from '../transport/loopback-server.ts'
import { createWatch } from '../world/watch.ts'
import { type Counter, type Customer, visitWater } from './customer.ts'
import { type SaleTouch, waterPanel, type WaterPanel } from './water-panel.ts'

const since = '2026-01-20T10:00:00.000Z'
const closed = { since, currency: 'IDR', credit: 0, products: [{ volume_ml: 600, price: 1_000 }] } as const
const session = '019bda5e-9a40-7000-8000-000000000001'

const done = () => Promise.resolve()
const silentCash: CashMachine = {
  port: { address: () => '', start: done, stop: done, isOpen: () => true, write: () => undefined, unplug: done, plug: done },
  givesChange: true,
  isEnabled: () => false,
  view: () => ({ connected: true, enabled: true, escrow: null, stacked_total: 0, paid_total: 0 }),
  known: () => [1_000, 2_000, 5_000],
  insert: () => Promise.resolve('refused'),
  jam: () => undefined,
}

/** A kiosk that sells 600 ml for Rp 1.000 unless said otherwise: pours once that is in, for six seconds, 100 ml in each. */
function kiosk(over: Partial<SaleStatus> = {}, price = 1_000) {
  const clock = new ManualClock()
  const touched: string[] = []
  const notes: number[] = []
  const cards: string[] = []
  const scanned: string[] = []
  const told: number[] = []
  let sale: SaleStatus = { ...closed, products: [...closed.products], phase: 'idle', ...over }
  const pour = () => {
    if (sale.phase !== 'paying') return
    sale = { ...sale, phase: 'pouring', delivered_ml: 0 }
    clock.every(1_000, () => void (sale = sale.phase === 'pouring' ? { ...sale, delivered_ml: (sale.delivered_ml ?? 0) + 100 } : sale))
    clock.after(6_000, () => end())
  }
  const end = () => {
    if (sale.phase === 'pouring') sale = { ...sale, phase: 'thanks' }
  }
  const did: { [Name in keyof SaleTouch]: (body: SaleTouch[Name]) => void } = {
    choose: ({ volume_ml }) => {
      sale = { ...sale, phase: 'paying', session_id: session, volume_ml, price, paid_amount: 0 }
    },
    cancel: () => (sale = { ...sale, phase: 'idle' }),
    stop: end,
    done: () => (sale = { ...sale, phase: 'idle' }),
    qris: () => (sale = { ...sale, qris: { state: 'shown', code: 'QR-1', amount: 1_000 } }),
    card: () => clock.after(1_500, pour),
  }
  const panel: WaterPanel = {
    sale: () => Promise.resolve(sale),
    touch(name, body) {
      touched.push(name)
      did[name](body)
      return Promise.resolve(true)
    },
  }
  const counter: Counter = {
    panel,
    cash: {
      ...silentCash,
      isEnabled: () => sale.phase === 'paying',
      insert(amount) {
        notes.push(amount)
        sale = { ...sale, paid_amount: (sale.paid_amount ?? 0) + amount }
        if ((sale.paid_amount ?? 0) >= price) pour()
        return Promise.resolve('stacked')
      },
    },
    dropCoins: undefined,
    holdCard(card) {
      cards.push(card)
      pour()
      return true
    },
    scan(code, notifications) {
      scanned.push(code)
      told.push(notifications)
      pour()
      return done()
    },
  }
  const watch = createWatch(clock)
  async function visit(customer: Partial<Customer>, there: Partial<Counter> = {}, seed = 7) {
    const visiting = visitWater(
      { watch, random: seeded(seed) },
      { ...counter, ...there },
      { manner: 'buys', ways: ['cash'], card: 'CARD_007', ...customer },
    )
    await clock.advance(300_000)
    return visiting
  }
  return { visit, touched, notes, cards, scanned, told, sale: () => sale, stop: () => watch.stop() }
}

test('chooses, pays with a note, waits for the water and leaves the screen for the next', async () => {
  const { visit, touched, notes, sale } = kiosk()
  expect(await visit({})).toBe('served')
  expect([touched, notes, sale().phase]).toEqual([['choose', 'done'], [1_000], 'idle'])
})

test('pays the code that is shown with a phone', async () => {
  const { visit, touched, scanned } = kiosk({ qris: { state: 'offered' } })
  expect(await visit({ ways: ['qris', 'cash'] })).toBe('served')
  expect([touched, scanned]).toEqual([['choose', 'qris', 'done'], ['QR-1']])
})

test('pays at the terminal, or with a prepaid card', async () => {
  const atTerminal = kiosk({ card: { state: 'offered' } })
  expect(await atTerminal.visit({ ways: ['card'] })).toBe('served')
  expect(atTerminal.touched).toEqual(['choose', 'card', 'done'])
  const prepaid = kiosk({ prepaid: { state: 'offered' } })
  expect(await prepaid.visit({ ways: ['prepaid'] })).toBe('served')
  expect(prepaid.cards).toEqual(['CARD_007'])
})

test('drops coins where they are taken', async () => {
  const dropped: number[] = []
  const { visit } = kiosk({ takes: { notes: false, coins: true } })
  expect(await visit({ ways: ['cash', 'coins'] }, { dropCoins: amount => dropped.push(amount) })).toBe('left')
  expect(dropped).toEqual([1_000])
})

test('who finds the wanted way closed pays with notes', async () => {
  const { visit, notes } = kiosk({ qris: { state: 'withdrawn' } })
  expect(await visit({ ways: ['qris', 'card', 'prepaid', 'cash'] })).toBe('served')
  expect(notes).toEqual([1_000])
})

test('changes his mind before paying', async () => {
  const { visit, touched, notes } = kiosk()
  expect(await visit({ manner: 'cancels' })).toBe('left')
  expect([touched, notes]).toEqual([['choose', 'cancel'], []])
})

test('stops the water before the bottle is full', async () => {
  const { visit, touched } = kiosk()
  expect(await visit({ manner: 'stops' })).toBe('served')
  expect(touched).toEqual(['choose', 'stop', 'done'])
})

test('walks away with money in the machine, saying nothing to it', async () => {
  const { visit, touched, notes } = kiosk({}, 4_000)
  expect(await visit({ manner: 'leaves' })).toBe('left')
  expect([touched, notes]).toEqual([['choose'], [2_000]])
})

test('walks away before paying where one note is the price', async () => {
  const { visit, touched, notes, sale } = kiosk()
  expect(await visit({ manner: 'leaves' })).toBe('left')
  expect([touched, notes, sale().phase]).toEqual([['choose'], [], 'paying'])
})

test('pays a part with a note and the rest with a phone', async () => {
  const { visit, touched, notes, scanned } = kiosk({ qris: { state: 'offered' } }, 4_000)
  expect(await visit({ manner: 'mixes', ways: ['cash', 'qris', 'cash'] })).toBe('served')
  expect([touched, notes, scanned]).toEqual([['choose', 'qris', 'done'], [2_000], ['QR-1']])
})

test('has only one larger note; everybody else pays exactly, because a water machine gives no change', async () => {
  const { visit, notes } = kiosk({}, 4_000)
  expect(await visit({ manner: 'overpays' })).toBe('served')
  expect(notes).toEqual([5_000])
  const exact = kiosk({}, 4_000)
  expect(await exact.visit({})).toBe('served')
  expect(exact.notes).toEqual([2_000, 2_000])
})

test('brings a bottle that is too small, and stops when it is full', async () => {
  const { visit, touched, sale } = kiosk()
  expect(await visit({ manner: 'small_bottle' })).toBe('served')
  expect(touched).toEqual(['choose', 'stop', 'done'])
  expect(sale().delivered_ml).toBeGreaterThanOrEqual(300)
  expect(sale().delivered_ml).toBeLessThan(600)
})

test('a card that is turned down costs no minute: the note follows', async () => {
  const { visit, notes, touched } = kiosk({ prepaid: { state: 'offered', reason: 'card_unknown' } })
  expect(await visit({ ways: ['prepaid', 'cash'] }, { holdCard: () => true })).toBe('served')
  expect([notes, touched]).toEqual([[1_000], ['choose', 'done']])
})

test('a note that jams keeps nobody for ever', async () => {
  const { visit } = kiosk()
  const jammed = { ...silentCash, isEnabled: () => true, insert: () => new Promise<never>(() => undefined) }
  expect(await visit({}, { cash: jammed })).toBe('left')
})

test('of many phones a few tell the hub twice, and a few not at all', async () => {
  const times = new Set<number>()
  for (let seed = 1; seed <= 200; seed += 1) {
    const { visit, told } = kiosk({ qris: { state: 'offered' } })
    await visit({ ways: ['qris'] }, {}, seed)
    for (const one of told) times.add(one)
  }
  expect([...times].toSorted()).toEqual([0, 1, 2])
})

test.each<Partial<SaleStatus>>([{ phase: 'closed', reason: 'quality' }, { phase: 'pouring' }, { products: [] }])(
  'does not begin where it stands %j',
  async over => {
    const { visit, touched } = kiosk(over)
    expect(await visit({})).toBe('turned_away')
    expect(touched).toEqual([])
  },
)

test('credit that covers it needs no money', async () => {
  const { visit, notes } = kiosk()
  const paid = kiosk()
  const panel: WaterPanel = {
    sale: () => Promise.resolve({ ...paid.sale(), phase: 'thanks' }),
    touch: () => Promise.resolve(true),
  }
  const first: WaterPanel = { ...panel, sale: () => Promise.resolve(paid.sale()) }
  let looks = 0
  const both: WaterPanel = { ...panel, sale: () => ((looks += 1) === 1 ? first.sale() : panel.sale()) }
  expect(await visit({}, { panel: both })).toBe('served')
  expect(notes).toEqual([])
})

const asked: string[] = []
const server = loopbackServer(0, (request, response) => {
  void readBody(request).then(body => {
    asked.push(`${request.method} ${request.url} ${JSON.stringify(body)}`)
    response.writeHead(request.url?.endsWith('/cancel') === true ? 409 : 202, { 'content-type': 'application/json' })
    response.end(JSON.stringify(request.method === 'GET' ? { water: { sale: { ...closed, phase: 'idle' } } } : {}))
  })
})
afterEach(() => server.stop())

test('touches the routes of the panel, and says whether they took it', async () => {
  const panel = waterPanel(await server.start())
  expect(await panel.sale()).toMatchObject({ phase: 'idle' })
  expect(await panel.touch('choose', { volume_ml: 600 })).toBe(true)
  expect(await panel.touch('cancel', {})).toBe(false)
  expect(asked).toEqual(['GET /api/status {}', 'POST /api/sale/choose {"volume_ml":600}', 'POST /api/sale/cancel {}'])
})

test('a panel that is away sells nothing and takes nothing', async () => {
  const url = await server.start()
  await server.stop()
  expect(await waterPanel(url).sale()).toBeUndefined()
  expect(await waterPanel(url).touch('stop', {})).toBe(false)
})
