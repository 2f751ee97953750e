import type { SaleStatus } from '@palang/protocol'
import { ManualClock } from '@palang/kit/clock'
import { afterEach, expect, test } from 'vitest'
import { readBody } from '../control/read-body.ts'
import { seeded } from '../traffic/random.ts'
import { loopbackServer } from '../transport/loopback-server.ts'
import { createWatch } from '../world/watch.ts'
import { type Counter, type Customer, visitWater } from './customer.ts'
import { type SaleTouch, waterPanel, type WaterPanel } from './water-panel.ts'

const since = '2026-01-20T10:00:00.000Z'
const closed = { since, currency: 'IDR', credit: 0, products: [{ volume_ml: 600, price: 1_000 }] } as const
const session = '019bda5e-9a40-7000-8000-000000000001'

/** A kiosk that sells 600 ml for Rp 1.000: pours once that is in, for two seconds. */
function kiosk(over: Partial<SaleStatus> = {}) {
  const clock = new ManualClock()
  const touched: string[] = []
  const notes: number[] = []
  const cards: string[] = []
  const scanned: string[] = []
  let sale: SaleStatus = { ...closed, products: [...closed.products], phase: 'idle', ...over }
  const pour = () => {
    sale = { ...sale, phase: 'pouring' }
    clock.after(6_000, () => end())
  }
  const end = () => {
    if (sale.phase === 'pouring') sale = { ...sale, phase: 'thanks' }
  }
  const did: { [Name in keyof SaleTouch]: (body: SaleTouch[Name]) => void } = {
    choose: ({ volume_ml }) => {
      sale = { ...sale, phase: 'paying', session_id: session, volume_ml, price: 1_000, paid_amount: 0 }
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
      port: { address: () => '', start: done, stop: done, isOpen: () => true, write: () => undefined, unplug: done, plug: done },
      givesChange: false,
      isEnabled: () => sale.phase === 'paying',
      view: () => ({ connected: true, enabled: true, escrow: null, stacked_total: 0, paid_total: 0 }),
      known: () => [1_000, 2_000],
      insert(amount) {
        notes.push(amount)
        pour()
        return Promise.resolve('stacked')
      },
      jam: () => undefined,
    },
    dropCoins: undefined,
    holdCard(card) {
      cards.push(card)
      pour()
      return true
    },
    scan(code) {
      scanned.push(code)
      pour()
      return done()
    },
  }
  const watch = createWatch(clock)
  async function visit(customer: Partial<Customer>, there: Partial<Counter> = {}) {
    const visiting = visitWater(
      { watch, random: seeded(7) },
      { ...counter, ...there },
      { manner: 'buys', ways: ['cash'], card: 'CARD_007', ...customer },
    )
    await clock.advance(300_000)
    return visiting
  }
  return { visit, touched, notes, cards, scanned, sale: () => sale, stop: () => watch.stop() }
}

const done = () => Promise.resolve()

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
  const { visit, touched, notes } = kiosk()
  expect(await visit({ manner: 'leaves' })).toBe('left')
  expect([touched, notes]).toEqual([['choose'], [1_000]])
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
