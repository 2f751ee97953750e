/**
 * A gate with a bill acceptor on a real protocol, cut off at every byte of a payment: the controller dies and starts again on
 * what it had saved, with and without the acceptor losing its power too. Nothing is invented, and nothing is lost in silence.
 */
import type { ManualClock } from '@palang/kit'
import { expect, test } from 'vitest'
import { ictDelays } from '../../../../simulator/src/cash/ict-acceptor.ts'
import { ictRig } from '../../devices/cash/drivers/ict/rig.test-support.ts'
import type { BoardEvent, BoardPort } from '../../devices/board/port.ts'
import type { CashPort } from '../../devices/cash/port.ts'
import type { MachineServices } from '../machine.ts'
import { testServices } from '../test-services.ts'
import { createGate } from './runtime.ts'
import { quietInputs, session } from './test-lane.ts'

interface Fact {
  type: string
  payload: Record<string, unknown>
}

/** What lies on the disk of the machine. */
interface Disk {
  saved: string | null
  facts: Fact[]
}

/** One process: from `die` on it writes nothing and hears nothing. */
function runGate(clock: ManualClock, disk: Disk, cash: CashPort) {
  let isAlive = true
  let tellBoard: (event: BoardEvent) => void = () => undefined
  const still = () => Promise.resolve({ ok: true as const, position: 'closed' as const })
  const board: BoardPort = {
    start: () => {},
    stop: () => Promise.resolve(),
    status: () => ({ state: 'ready', model: 'test', serial: null }),
    subscribe: listener => {
      tellBoard = listener
      return () => {}
    },
    inputs: () => ({ ...quietInputs, loop1: true }),
    open: still,
    close: still,
    halt: still,
  }
  const common = testServices(clock)
  const services: MachineServices = {
    ...common,
    config: {
      id: 'gate_out',
      family: 'gate',
      direction: 'out',
      vehicle_class: 'car',
      panel: { port: 8002, host: '127.0.0.1' },
      devices: {},
    },
    devices: { board, cash },
    diary: {
      write({ facts, saved }) {
        if (!isAlive) throw new Error('this process is dead')
        disk.facts.push(...facts)
        if (saved !== undefined) disk.saved = saved
      },
      saved: () => disk.saved,
      unfinished: () => [],
    },
    hub: {
      ...common.hub,
      ask: () =>
        Promise.resolve({
          purpose: 'exit' as const,
          result: { approved: false, reason: 'unpaid', paid: false, session_id: session, amount: 8_000, paid_amount: 0, currency: 'IDR' },
        }),
    },
    onFatal: () => {},
  }
  const gate = createGate(services)
  gate.start()
  tellBoard({ kind: 'status', status: { state: 'ready', model: 'test', serial: null } })
  return {
    gate,
    /** The driver shows a card and is asked for money. */
    pay: () => gate.present('exit', { kind: 'card', cardId: 'CARD_001' }),
    die() {
      isAlive = false
    },
  }
}

const note = 5_000

/** A note goes in, and with the `cutAt`th byte of it the controller dies. False when there were fewer bytes. */
async function cutAt(at: number, { arrives, power }: { arrives: boolean; power: 'stays' | 'returned' | 'stacked' }) {
  const disk: Disk = { saved: null, facts: [] }
  let bytesLeft = Infinity
  let end = (): void => undefined
  const wire = (bytes: Uint8Array): Uint8Array => {
    bytesLeft -= bytes.length
    if (bytesLeft > 0) return bytes
    bytesLeft = Infinity
    end()
    return arrives ? bytes : bytes.subarray(bytes.length)
  }
  const rig = ictRig({ delays: ictDelays, toHost: wire, toAcceptor: wire })
  const first = rig.process()
  const before = runGate(rig.clock, disk, first.cash)
  await rig.advance(2_000)
  void before.pay()
  await rig.advance(2_000)
  expect(rig.acceptor.isEnabled()).toBe(true)
  let isCut = false
  let fate: 'returned' | 'stacked' = 'returned'
  end = () => {
    isCut = true
    before.die()
    first.kill()
    // An acceptor may well put a note into the box after a power cut, but only one that somebody said yes to.
    if (power === 'stacked' && rig.acceptor.view().inside === 'stacking') fate = power
    if (power !== 'stays') rig.acceptor.power(false)
  }
  bytesLeft = at
  void rig.acceptor.insert(note)
  await rig.advance(3_000)
  if (power !== 'stays') rig.acceptor.power(true, fate)
  await rig.advance(3_000)
  runGate(rig.clock, disk, rig.process().cash)
  await rig.advance(30_000)
  const received = disk.facts.filter(fact => fact.type === 'cash_received').map(fact => fact.payload['amount'])
  const incidents = disk.facts.filter(fact => fact.payload['code'] === 'note_unproven').map(fact => fact.payload)
  return { isCut, box: rig.acceptor.box, received, incidents }
}

test.each([
  { arrives: true, power: 'stays' as const },
  { arrives: false, power: 'stays' as const },
  { arrives: true, power: 'returned' as const },
  { arrives: false, power: 'returned' as const },
  { arrives: true, power: 'stacked' as const },
])('cut at each byte of a payment, which still arrives: $arrives, power of the acceptor: $power', async how => {
  const outcomes: string[] = []
  for (let byte = 1; byte < 40; byte += 1) {
    const { isCut, box, received, incidents } = await cutAt(byte, how)
    if (!isCut) break
    for (const amount of received) expect(box).toContain(amount)
    if (received.length < box.length)
      expect(incidents).toContainEqual(expect.objectContaining({ session_id: session, amount: note, currency: 'IDR' }))
    outcomes.push(`${box.length} in the box, ${received.length} booked, ${incidents.length > 0 ? 'told' : 'silent'}`)
  }
  expect(outcomes.length).toBeGreaterThanOrEqual(4)
  expect(outcomes).not.toContain('1 in the box, 0 booked, silent')
})

test('a payment that nobody disturbs is booked once', async () => {
  const { isCut, box, received, incidents } = await cutAt(10_000, { arrives: true, power: 'stays' })
  expect({ isCut, box, received, incidents }).toEqual({ isCut: false, box: [note], received: [note], incidents: [] })
})
