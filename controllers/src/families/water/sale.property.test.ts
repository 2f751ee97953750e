/** The power goes at any instant of a sale, whatever it is paid with and whatever the board does: one end, and every rupiah is somebody's. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { millilitresOf } from './calibration.ts'
import { type BoardWay, SaleWorld, type Story, type Way } from './test-sale-world.ts'

const ways: readonly Way[] = ['note', 'coins', 'card', 'qris', 'prepaid', 'coins then card', 'coins then prepaid', 'walks away']
const boards: readonly BoardWay[] = ['done', 'no_flow', 'leak', 'power', 'brownout', 'unplugged', 'refuses', 'stopped']

function lived(story: Story): SaleWorld {
  const world = new SaleWorld(story)
  world.live()
  return world
}

const told = (world: SaleWorld) => ({
  opened: world.facts.flatMap(fact => (fact.type === 'sale_opened' ? [fact.payload] : [])),
  paid: world.facts.flatMap(fact => (fact.type === 'sale_paid' ? [fact.payload] : [])),
  settled: world.facts.flatMap(fact => (fact.type === 'sale_settled' ? [fact.payload] : [])),
  cash: world.facts.flatMap(fact => (fact.type === 'cash_received' ? [fact.payload.amount] : [])),
  incidents: world.facts.flatMap(fact => (fact.type === 'alarm_raised' ? [fact.payload] : [])),
})

const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + amount, 0)

/** What of the remainder stays at the machine. */
const creditOf = ({ remainder, to_prepaid: toCard = 0 }: { remainder: number; to_prepaid?: number | undefined }) => remainder - toCard

/** What must hold however it went. */
function expectSound(world: SaleWorld): void {
  const { opened, paid, settled } = told(world)
  expect(world.state.shop.sale).toBeNull()
  expect(settled.map(end => end.session_id).toSorted()).toEqual(opened.map(sale => sale.session_id).toSorted())
  expect(new Set(paid.map(fact => fact.session_id)).size).toBe(paid.length)
  for (const end of settled) {
    const share = Math.floor((end.price * end.delivered_ml) / end.volume_ml)
    expect(end.charged).toBeLessThanOrEqual(end.price)
    if (end.reason !== 'done') expect(end.charged).toBeLessThanOrEqual(share)
    expect(end.charged + end.remainder).toBe(end.paid_amount)
    const before = world.facts.findIndex(({ type, payload }) => type === 'sale_settled' && payload.session_id === end.session_id)
    const received = world.receivedFor(end.session_id, world.facts.slice(0, before))
    const isCardInIt = paid.some(fact => fact.session_id === end.session_id && world.prepaid.has(fact.payment_id ?? ''))
    expect(end.paid_amount).toBe(received + (isCardInIt ? 0 : (end.prepaid_paid ?? 0)))
    expect(end.remainder === 0 || end.remainder_to !== 'nobody').toBe(true)
    // What a card paid comes back to it, and no other money does.
    const { prepaid_paid: byCard = 0, to_prepaid: toCard = 0 } = end
    const took = [...world.prepaid.values()].filter(({ sessionId }) => sessionId === end.session_id).map(({ amount }) => amount)
    expect([0, sum(took)]).toContain(byCard)
    expect(toCard).toBeLessThanOrEqual(byCard)
    expect(creditOf(end)).toBeLessThanOrEqual(end.paid_amount - byCard)
  }
  expectPoured(world)
  expectMoney(world)
}

/** The valve opens once for a sale, for money that is there, in the run of the program in which somebody chose. */
function expectPoured(world: SaleWorld): void {
  const { opened, settled, paid } = told(world)
  const ordered = world.orders.map(order => order.sessionId)
  expect(new Set(ordered).size).toBe(ordered.length)
  for (const { sessionId, run, received } of world.orders) {
    expect(run).toBe(world.openedIn.get(sessionId))
    expect(received).toBeGreaterThanOrEqual(opened.find(sale => sale.session_id === sessionId)?.price ?? Infinity)
    expect(paid.map(fact => fact.session_id)).toContain(sessionId)
  }
  // Nobody is told of, or charged for, water that did not come; and what the board could tell is charged.
  for (const { session_id: id, delivered_ml: deliveredMl, exact } of settled) {
    const cameMl = millilitresOf(world.came.get(id) ?? 0, 450)
    if (exact) expect(deliveredMl).toBe(cameMl)
    else expect(deliveredMl).toBeLessThanOrEqual(cameMl)
  }
}

/** What lies in the boxes and was taken from cards is booked once, or a person is told of it. */
function expectMoney(world: SaleWorld): void {
  const { opened, paid, settled, cash, incidents } = told(world)
  const unclear = incidents.flatMap(({ code, amount }) => (code === 'note_unproven' && typeof amount === 'number' ? [amount] : []))
  expect(incidents.map(({ code }) => code)).not.toContain('cash_unclaimed')
  const inBoxes = world.cash.inBox + world.coins.amount
  expect(sum(cash)).toBeLessThanOrEqual(inBoxes)
  expect(sum(cash) + sum(unclear)).toBeGreaterThanOrEqual(inBoxes)
  const charged = [...world.terminal.values()].filter(charge => charge.isApproved)
  expect(sum(paid.map(fact => fact.charge?.amount ?? 0))).toBe(sum(charged.map(charge => charge.amount)))
  for (const [id, { sessionId, amount }] of world.prepaid) {
    const end = settled.find(fact => fact.session_id === sessionId)
    expect(end?.prepaid_paid === amount || end?.payment_id === id).toBe(true)
  }
  // Credit is used whole by the next sale, or still there, or left to be paid back.
  const left = world.facts.flatMap(fact => (fact.type === 'credit_left' ? [fact.payload.amount] : []))
  const credited = sum(settled.map(creditOf))
  expect(sum(opened.map(sale => sale.credit_used)) + sum(left) + (world.state.shop.credit?.amount ?? 0)).toBe(credited)
}

const plain = { losesEvery: 0, kills: [] } satisfies Partial<Story>

test.each(ways.flatMap(way => boards.map(board => [way, board] as const)))(
  '%s, and the board: %s; killed after every single thing',
  (way, board) => {
    let wasKilled = true
    for (let kill = 1; wasKilled; kill += 1) {
      const world = lived({ ...plain, way, board, kills: [kill] })
      expectSound(world)
      wasKilled = world.run > 1
    }
  },
)

test('with answers lost and two kills at any two instants', () => {
  const story = fc.record({
    way: fc.constantFrom(...ways),
    board: fc.constantFrom(...boards),
    losesEvery: fc.integer({ min: 0, max: 3 }),
    kills: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 3 }),
  })
  fc.assert(
    fc.property(story, given => expectSound(lived(given))),
    { numRuns: 500 },
  )
})

test.each([
  ['note', 'done', { result: 'success', charged: 1_000, remainder: 1_000, remainder_to: 'credit' }],
  ['coins', 'done', { result: 'success', charged: 1_000, remainder: 0, remainder_to: 'nobody' }],
  ['card', 'leak', { result: 'failed', reason: 'leak', delivered_ml: 400, charged: 666, remainder: 334, remainder_to: 'credit' }],
  ['prepaid', 'no_flow', { result: 'failed', charged: 0, remainder: 1_000, remainder_to: 'prepaid' }],
  ['coins then prepaid', 'done', { charged: 1_000, remainder: 200, remainder_to: 'prepaid', to_prepaid: 200 }],
  ['coins then prepaid', 'leak', { charged: 666, remainder: 534, remainder_to: 'prepaid', to_prepaid: 534 }],
  ['coins then prepaid', 'no_flow', { charged: 0, remainder: 1_200, remainder_to: 'both', to_prepaid: 700 }],
  ['qris', 'refuses', { result: 'failed', reason: 'not_begun', charged: 0, remainder: 1_000, remainder_to: 'credit' }],
  ['walks away', 'done', { result: 'cancelled', charged: 0, remainder: 800, remainder_to: 'credit' }],
] as const)('the world itself: %s and %s come to what they should', (way, board, end) => {
  const [first] = told(lived({ ...plain, way, board })).settled
  expect(first).toMatchObject(end)
})
