/**
 * A prepaid card over real sockets, on both engines: however often it is asked, and whatever dies between two words, it is charged once,
 * never for more than is on it, and the ledger adds up.
 */
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { silentLog, systemClock, uuidv7 } from '@palang/kit'
import { freePort } from '@palang/kit/testing/free-ports'
import { prepaidResult } from '@palang/protocol'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { connect, type Peer } from '../edges/ws/testing/socket-rig.ts'
import { createHub } from '../hub.ts'
import { storeSite } from '../site-records.ts'
import { at } from '../store/contract/samples.ts'
import { migrate, openStore } from '../store/open-store.ts'
import type { Store } from '../store/store.ts'
import { type PrivateMariadb, startPrivateMariadb, whyNoMariadb } from '../store/testing/private-mariadb.ts'
import { simulatedSite } from '../testing/simulated-site.ts'
import { vendingMachine } from '../testing/vending-machine.ts'
import { payPrepaid } from './prepaid.ts'
import { addsUp } from './report.ts'

const log = silentLog()
const adminToken = 'an-admin-token-that-is-long-enough-0123456789'
const vendings = ['vending-1', 'vending-2', 'vending-3', 'vending-4']
const card = 'CARD_1'
const [currency, price, volume_ml] = ['IDR', 1000, 600]
const digest = (secret: string) => createHash('sha256').update(secret).digest('hex')

function siteAt(dataDir: string, port: number) {
  const machine = (id: string, index: number) => vendingMachine(id, { panel: { port: 9_003 + index, host: '127.0.0.1' } })
  const listen = { ...simulatedSite.hub, host: '127.0.0.1', port, mqtt: { kind: 'off' as const } }
  return { ...simulatedSite, dataDir, hub: listen, machines: [...simulatedSite.machines, ...vendings.map(machine)] }
}

/** A database with the card, `balance` on it, and every machine's token. */
async function prepare(databaseUrl: string, balance: number): Promise<void> {
  await migrate({ databaseUrl, log })
  const store = openStore({ databaseUrl, log })
  await store.start()
  await storeSite(store, siteAt('', 1), at(0))
  await store.transact(async tx => {
    for (const machineId of vendings) {
      const whose = { name: machineId, kind: 'machine' as const, scopes: [], outlets: null, machineId, createdBy: 'rule:test' }
      const times = { createdAt: at(0), expiresAt: null, lastUsedAt: null }
      await tx.tokens.put({ ...whose, ...times, id: machineId, digest: digest(`token-of-${machineId}`) })
    }
    const nothing = { holder: null, licensePlate: null, vehicleClass: null, validFrom: null, validUntil: null }
    await tx.cards.put({ id: card, kind: 'member', status: 'active', ...nothing, createdAt: at(0), updatedAt: at(0) })
  })
  await store.stop()
  const hub = await hubOn(databaseUrl)
  await hub.topUp(balance)
  await hub.stop()
}

/** One run of the hub. */
async function hubOn(databaseUrl: string) {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'palang-prepaid-'))
  const port = await freePort()
  const store = openStore({ databaseUrl, log })
  const hub = createHub({ site: siteAt(dataDir, port), store, clock: systemClock, log, version: 'test', adminToken })
  await hub.start()
  return {
    store,
    port,
    async stop() {
      await hub.stop()
      rmSync(dataDir, { recursive: true, force: true })
    },
    async topUp(amount: number, key: string = uuidv7()) {
      const headers = { authorization: `Bearer ${adminToken}`, 'content-type': 'application/json', 'idempotency-key': key }
      const body = JSON.stringify({ amount, method: 'cash' })
      const answer = await fetch(`http://127.0.0.1:${port}/api/prepaid/${card}/top-up`, { method: 'POST', headers, body })
      return answer.status
    },
  }
}

type Hub = Awaited<ReturnType<typeof hubOn>>

/** What outlives a link of a machine: its journal. */
interface Journal {
  machineId: string
  epoch: string
  seq: number
}

const journalOf = (machineId: string): Journal => ({ machineId, epoch: uuidv7(), seq: 0 })

/** A controller with its hub, by the words of its socket. */
async function link(hub: Hub, journal: Journal) {
  const { machineId, epoch } = journal
  const authorization = `Bearer token-of-${machineId}`
  const peer: Peer = await connect(`ws://127.0.0.1:${hub.port}/ws/controller/${machineId}`, { authorization })
  const say = (type: string, payload: object) => peer.say({ type, machine_id: machineId, timestamp: new Date().toISOString(), payload })
  say('hello', { protocol: 1, family: 'water', software: 'test', epoch, last_seq: journal.seq, oldest_seq: 1, outbox: 0, capabilities: [] })
  await peer.next('welcome')
  const ask = (request: object) => say('prepaid_payment', { card_id: card, amount: price, request_id: uuidv7(), ...request })
  return {
    ask,
    async answer() {
      return prepaidResult.parse((await peer.next('prepaid_payment_response')).payload)
    },
    async tell(...facts: { type: string; payload: object }[]) {
      const items = facts.map(({ type, payload }) => {
        journal.seq += 1
        return { seq: journal.seq, id: uuidv7(), type, occurred_at: new Date().toISOString(), clock: 'synced', payload }
      })
      say('facts', { epoch, items })
      const ack = await peer.next('facts_ack')
      expect(ack.payload).toMatchObject({ acked_seq: journal.seq, rejected: [] })
      return () => say('facts', { epoch, items })
    },
    async again(tell: () => void) {
      tell()
      return peer.next('facts_ack')
    },
    /** As a power cut would. */
    async die() {
      peer.socket.terminate()
      await peer.closed
    },
  }
}

/** The facts of one sale of 600 ml for 1,000. */
function sale(session_id = uuidv7()) {
  const fact = (type: string, payload: object) => ({ type, payload: { session_id, currency, ...payload } })
  const payment_id = uuidv7()
  return {
    id: session_id,
    request: { session_id, payment_id },
    opened: fact('sale_opened', { volume_ml, price, price_list: 'v1', credit_used: 0 }),
    paid: fact('sale_paid', { method: 'prepaid', payment_id, amount: price, paid_amount: price }),
    /** With so much of the water; `heard` is whether the machine knows that the card has paid. */
    ended(delivered_ml: number, heard = true) {
      const paid_amount = heard ? price : 0
      const charged = Math.floor((price * delivered_ml) / volume_ml)
      const how = delivered_ml === volume_ml ? { result: 'success', reason: 'done' } : { result: 'failed', reason: 'leak' }
      const money = { price, paid_amount, charged: heard ? charged : 0, remainder: paid_amount - (heard ? charged : 0) }
      const back = { remainder_to: money.remainder > 0 || !heard ? 'prepaid' : 'nobody', payment_id, prepaid_paid: paid_amount }
      return fact('sale_settled', { ...how, volume_ml, delivered_ml, exact: true, ...money, ...back })
    },
  }
}

interface Engine {
  fresh(): string
}

function prepaidTests({ fresh }: Engine): void {
  let databaseUrl = ''
  let hub: Hub
  const start = async (balance: number) => {
    await prepare(databaseUrl, balance)
    hub = await hubOn(databaseUrl)
  }
  beforeEach(() => {
    databaseUrl = fresh()
  })
  afterEach(() => hub.stop())

  /** What the card has, and that everything adds up. */
  async function books(store: Store = hub.store) {
    const found = await store.ledger.balance()
    expect(addsUp(found)).toBe(true)
    const balance = await store.prepaid.balance(card)
    expect(found.prepaid).toBe(balance)
    expect((await store.ledger.mismatches(10)).length).toBe(0)
    return { balance, takings: found.takings, sessions: found.sessions, owed: found.owed, credit: found.credit }
  }
  const payments = async () => {
    const { items } = await hub.store.prepaid.list({ cardId: card }, { limit: 200 })
    return items.filter(({ kind }) => kind === 'payment').length
  }

  test('held to four machines in the same moment, three times each, while money is put on it: never more than was there', async () => {
    await start(2500)
    const machines = await Promise.all(vendings.map(id => link(hub, journalOf(id))))
    const sales = machines.map(() => sale())
    await Promise.all(machines.map((machine, index) => machine.tell(sales[index]?.opened ?? sale().opened)))
    machines.forEach((machine, index) => [1, 2, 3].forEach(() => machine.ask(sales[index]?.request ?? {})))
    const key = uuidv7()
    const toppedUp = Promise.all([hub.topUp(1000, key), hub.topUp(1000, key)])
    const answers = await Promise.all(
      machines.map(async machine => [await machine.answer(), await machine.answer(), await machine.answer()]),
    )
    for (const [first, ...others] of answers) expect(others.map(({ approved }) => approved)).toEqual([first?.approved, first?.approved])
    const paid = answers.filter(([first]) => first?.approved === true).length
    expect(paid === 2 || paid === 3).toBe(true)
    expect(await payments()).toBe(paid)
    expect((await toppedUp).every(status => status === 201 || status === 409)).toBe(true)
    expect(await books()).toMatchObject({ balance: 3500 - paid * price, takings: 3500, sessions: paid * price })
  })

  test('the answer is lost with the link, the machine asks again by another: one charge, and what did not come goes back once', async () => {
    await start(5000)
    const [journal, one] = [journalOf('vending-1'), sale()]
    const first = await link(hub, journal)
    await first.tell(one.opened)
    first.ask(one.request)
    first.ask(one.request)
    await first.die()
    const second = await link(hub, journal)
    second.ask(one.request)
    expect(await second.answer()).toMatchObject({ approved: true, balance: 4000 })
    const again = await second.tell(one.paid, one.ended(150))
    await second.again(again)
    expect(await payments()).toBe(1)
    expect(await books()).toMatchObject({ balance: 4750, sessions: 250, owed: 0, credit: 0 })
  })

  test('the hub dies after it took the money and before the machine tells the end: the next run has both, once', async () => {
    await start(1000)
    const [journal, one] = [journalOf('vending-1'), sale()]
    const before = await link(hub, journal)
    await before.tell(one.opened)
    before.ask(one.request)
    expect(await before.answer()).toMatchObject({ approved: true, balance: 0 })
    await hub.stop()
    hub = await hubOn(databaseUrl)
    const after = await link(hub, journal)
    after.ask(one.request)
    expect(await after.answer()).toMatchObject({ approved: true, balance: 0 })
    const again = await after.tell(one.paid, one.ended(volume_ml))
    await after.again(again)
    expect(await books()).toMatchObject({ balance: 0, takings: 1000, sessions: 1000, owed: 0 })
  })

  test('the machine dies while it asks and ends the sale without having heard: everything is back on the card, and a late question gets nothing', async () => {
    await start(1000)
    const [journal, one] = [journalOf('vending-1'), sale()]
    const before = await link(hub, journal)
    await before.tell(one.opened)
    before.ask(one.request)
    await before.answer()
    await before.die()
    const after = await link(hub, journal)
    await after.tell(one.ended(0, false))
    expect(await books()).toMatchObject({ balance: 1000, sessions: 0, credit: 0 })
    after.ask({ ...one.request, payment_id: uuidv7() })
    expect(await after.answer()).toMatchObject({ approved: false, reason: 'no_session' })
    expect(await books()).toMatchObject({ balance: 1000, takings: 1000 })
  })

  test('two programs on one database never spend the same money, and never the same payment twice', async () => {
    await start(1500)
    const machines = await Promise.all(vendings.slice(0, 2).map(id => link(hub, journalOf(id))))
    const sales = [sale(), sale()]
    await Promise.all(machines.map((machine, index) => machine.tell(sales[index]?.opened ?? sale().opened)))
    const other = openStore({ databaseUrl, log })
    await other.start()
    const pay = (store: Store, index: number) => {
      const { session_id = '', payment_id = '' } = sales[index]?.request ?? {}
      const request = { session_id, payment_id, card_id: card, amount: price }
      return payPrepaid({ store, clock: systemClock, site: simulatedSite }, request, vendings[index] ?? '')
    }
    const answers = await Promise.all([pay(hub.store, 0), pay(other, 1), pay(other, 0), pay(hub.store, 1)])
    await other.stop()
    expect(answers.map(({ approved }) => approved).filter(Boolean)).toHaveLength(2)
    expect(answers[0]?.approved).toBe(answers[2]?.approved)
    expect(await payments()).toBe(1)
    expect(await books()).toMatchObject({ balance: 500, sessions: 1000 })
  })
}

describe('a prepaid card on SQLite', () => {
  let folder = ''
  let count = 0
  beforeAll(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'palang-prepaid-db-'))
  })
  afterAll(() => rmSync(folder, { recursive: true, force: true }))
  prepaidTests({ fresh: () => `file:${path.join(folder, `hub-${++count}.db`)}` })
})

const missing = whyNoMariadb()
if (missing !== undefined) console.log(`skipped: prepaid cards on MariaDB: ${missing}`)

describe.skipIf(missing !== undefined)('a prepaid card on MariaDB', () => {
  let mariadb: PrivateMariadb | undefined
  let count = 0
  beforeAll(async () => {
    mariadb = await startPrivateMariadb()
  })
  afterAll(() => mariadb?.stop())
  prepaidTests({ fresh: () => mariadb?.url(`prepaid_${++count}`) ?? '' })
})
