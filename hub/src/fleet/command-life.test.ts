/** The life of commands from the fleet's side: whatever a machine says, in whatever order, over whatever way. */
import { createServer, type Server } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { ManualClock } from '@palang/kit'
import type { CommandResult } from '@palang/protocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { simulatedSite } from '../testing/simulated-site.ts'
import type { MachineConnection } from './connection.ts'
import type { FleetHub } from './fleet.ts'
import { commandStore, type CommandStore } from './testing/command-store.ts'
import { testFleet } from './testing/test-fleet.ts'

let clock: ManualClock
let store: CommandStore
let fleet: FleetHub
let sent: Record<string, unknown>[]
let panel: { server: Server; url: string; asked: string[]; answer: (id: string) => object } | undefined

/** A fleet whose gate_in has its panel on `panelPort`. */
function makeFleet(panelPort: number): FleetHub {
  const machines = simulatedSite.machines.map(machine =>
    machine.id === 'gate_in' ? { ...machine, panel: { host: '127.0.0.1', port: panelPort } } : machine,
  )
  const panelToken = () => (panelPort === 0 ? undefined : 'panel')
  return testFleet(clock, store, { site: { ...simulatedSite, machines }, panelToken }).fleet
}

beforeEach(() => {
  clock = new ManualClock()
  store = commandStore()
  fleet = makeFleet(0)
  sent = []
})
afterEach(() => panel?.server.close())

function link(more: Partial<MachineConnection> = {}): MachineConnection {
  return { machineId: 'gate_in', protocol: 1, software: 'test', send: message => sent.push(message) > 0, close: () => undefined, ...more }
}

const send = () =>
  fleet.send({
    machineId: 'gate_in',
    type: 'gate_control',
    payload: { action: 'open' },
    actor: { id: 'user:a@b', role: 'operator' },
    reason: 'guest',
    id: 'c1',
  })
const states = () => store.events.filter(event => event.commandId === 'c1').map(event => event.state)
const turn = () => clock.advance(0)

/** Resolves when the database refuses to write the next time. */
function refusedWrite(): Promise<void> {
  const real = store.store.transact
  const refused = Promise.withResolvers<void>()
  store.store.transact = work => {
    const written = real(work)
    written.catch(() => refused.resolve())
    return written
  }
  return refused.promise
}

test('water takes its time: a pour is given up only when its valve must have closed', async () => {
  await fleet.connected(link())
  const asked = fleet.send({
    machineId: 'gate_in',
    type: 'dispense',
    payload: { volume_ml: 1_000 },
    actor: { id: 'user:a@b', role: 'operator' },
    id: 'c1',
  })
  await turn()
  await fleet.answered('gate_in', accepted)
  await asked
  await clock.advance(64_000)
  expect(states()).toEqual(['queued', 'sent', 'accepted'])
  await clock.advance(2_000)
  expect(states()).toEqual(['queued', 'sent', 'accepted', 'unknown'])
})

const accepted: CommandResult = { command_id: 'c1', state: 'accepted' }
const opened: CommandResult = { command_id: 'c1', state: 'succeeded', evidence: { kind: 'limit_switch', gate_status: 'open' } }
const stuck: CommandResult = { command_id: 'c1', state: 'failed', error: { code: 'barrier_fault', message: 'stuck' } }
const busy: CommandResult = { command_id: 'c1', state: 'rejected', error: { code: 'machine_busy', message: 'not now' } }
const tooLate: CommandResult = { command_id: 'c1', state: 'expired', error: { code: 'expired', message: 'too late' } }

interface ForeignReport {
  from: string
  says: CommandResult
}

/** A report, a report of another machine, or milliseconds that pass. */
type Step = CommandResult | ForeignReport | number

const isForeign = (step: CommandResult | ForeignReport): step is ForeignReport => 'says' in step

describe('a command that has left', () => {
  test.each<[string, Step[], string[]]>([
    ['accepted and proven', [accepted, opened], ['accepted', 'succeeded']],
    ['accepted and failed', [accepted, stuck], ['accepted', 'failed']],
    ['refused', [busy], ['rejected']],
    ['too late for the machine', [tooLate], ['expired']],
    ['done at once, without a word of acceptance', [opened], ['succeeded']],
    ['never answered', [10_000], ['unknown']],
    ['accepted and then never heard of', [accepted, 25_000], ['accepted', 'unknown']],
    ['answered after it was given up', [10_000, opened], ['unknown', 'succeeded']],
    ['answered twice after it was given up', [10_000, stuck, opened], ['unknown', 'failed']],
    ['found out by the journal never to have arrived', [10_000, tooLate], ['unknown', 'expired']],
    ['said to be accepted only after it was given up', [10_000, accepted], ['unknown']],
    ['answered twice', [accepted, accepted, opened, opened], ['accepted', 'succeeded']],
    ['answered with two outcomes', [accepted, opened, stuck], ['accepted', 'succeeded']],
    ['accepted after its end', [opened, accepted], ['succeeded']],
    ['refused after it was accepted', [accepted, busy, opened], ['accepted', 'succeeded']],
    ['answered in the name of another machine', [{ from: 'gate_out', says: opened }, accepted, opened], ['accepted', 'succeeded']],
    ['answered for a machine nobody knows', [{ from: 'gate_77', says: opened }, 10_000], ['unknown']],
    ['spoken of long after its end', [accepted, opened, 60_000, stuck], ['accepted', 'succeeded']],
  ])('and is %s', async (_name, steps, expected) => {
    await fleet.connected(link())
    const answered = send()
    await turn()
    for (const step of steps) {
      if (typeof step === 'number') await clock.advance(step)
      else if (isForeign(step)) await fleet.answered(step.from, step.says)
      else await fleet.answered('gate_in', step)
    }
    await answered
    expect(states()).toEqual(['queued', 'sent', ...expected])
    expect(store.commands.get('c1')?.state).toBe(expected.at(-1))
    expect(sent.filter(message => message['id'] === 'c1')).toHaveLength(1)
  })

  test('has a time line without gaps that says who asked, why, what proved it or what went wrong', async () => {
    await fleet.connected(link())
    const answered = send()
    await clock.advance(10_000)
    await answered
    await clock.advance(5_000)
    await fleet.answered('gate_in', opened)
    const life = await store.store.commands.get('c1')
    expect(life?.command).toMatchObject({ actor: 'user:a@b', reason: 'guest', evidence: { kind: 'limit_switch' }, error: null })
    expect(life?.events.map(({ seq, state, note }) => [seq, state, note])).toEqual([
      [1, 'queued', 'user:a@b: guest'],
      [2, 'sent', null],
      [3, 'unknown', 'outcome_unknown: no answer in time'],
      [4, 'succeeded', 'limit_switch'],
    ])
    const times = life?.events.map(event => event.at) ?? []
    expect(times).toEqual(times.toSorted())
  })

  test('is kept as sent while its end cannot be written down, and ends when it can', async () => {
    await fleet.connected(link())
    const answered = send()
    await turn()
    store.away(true)
    await fleet.answered('gate_in', accepted)
    await fleet.answered('gate_in', opened)
    await clock.advance(9_000)
    expect(states()).toEqual(['queued', 'sent'])
    store.away(false)
    await clock.advance(2_000)
    expect((await answered).state).not.toBe('sent')
    expect(store.commands.get('c1')).toMatchObject({ state: 'succeeded', evidence: { kind: 'limit_switch' } })
  })

  test('that ran out of time while the database was away is unknown afterwards, not forgotten; its asker need not wait', async () => {
    await fleet.connected(link())
    const answered = Promise.allSettled([send()])
    await turn()
    store.away(true)
    await clock.advance(60_000)
    const late = { code: 'database_unavailable', detail: { command_id: 'c1' } }
    expect(await answered).toMatchObject([{ status: 'rejected', reason: late }])
    store.away(false)
    await clock.advance(2_000)
    expect((await send()).state).toBe('unknown')
  })
})

describe('a command that cannot leave', () => {
  test('because its link breaks at that moment is rejected, and its key is free again', async () => {
    await fleet.connected(link({ send: () => false }))
    expect(await send()).toMatchObject({ state: 'rejected', error: { code: 'machine_offline' } })
    expect(states()).toEqual(['queued', 'sent', 'rejected'])
  })

  test('because the database is away is nobody’s, and is not sent', async () => {
    await fleet.connected(link())
    store.away(true)
    await expect(send()).rejects.toMatchObject({ code: 'database_unavailable', retryable: true })
    store.away(false)
    await clock.advance(60_000)
    expect([sent, store.events]).toEqual([[], []])
  })
})

describe('a command over the panel, because the link is down', () => {
  async function startPanel(answer: (id: string) => object): Promise<string> {
    const asked: string[] = []
    const server = createServer((request, response) => {
      let text = ''
      request.on('data', (chunk: Buffer) => (text += chunk.toString()))
      request.on('end', () => {
        const { id } = JSON.parse(text) as { id: string }
        asked.push(id)
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(answer(id)))
      })
    }).listen(0, '127.0.0.1')
    await once(server, 'listening')
    panel = { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked, answer }
    return panel.url
  }

  /** A gate with a panel that was here and went. */
  async function goneGate(panelUrl: string): Promise<void> {
    fleet = makeFleet(Number(new URL(panelUrl).port))
    const gone = link()
    await fleet.connected(gone)
    fleet.disconnected(gone)
  }

  test('goes there under its own id and ends with the panel’s evidence', async () => {
    await goneGate(await startPanel(id => ({ ...opened, command_id: id })))
    expect(await send()).toMatchObject({ state: 'succeeded', evidence: { kind: 'limit_switch' } })
    expect(panel?.asked).toEqual(['c1'])
    expect(states()).toEqual(['queued', 'sent', 'succeeded'])
  })

  test('and then reported over the link too has one outcome; asked for again it goes nowhere', async () => {
    await goneGate(await startPanel(id => ({ ...opened, command_id: id })))
    await send()
    await fleet.connected(link())
    await fleet.answered('gate_in', accepted)
    await fleet.answered('gate_in', stuck)
    expect(await send()).toMatchObject({ state: 'succeeded' })
    expect(panel?.asked).toEqual(['c1'])
    expect(sent.filter(message => message['id'] === 'c1')).toEqual([])
    expect(states()).toEqual(['queued', 'sent', 'succeeded'])
  })

  test('keeps what the panel said while that cannot be written down, for its asker and for whoever asks again', async () => {
    await goneGate(
      await startPanel(id => {
        store.away(true)
        return { ...opened, command_id: id }
      }),
    )
    const refused = refusedWrite()
    const asked = send()
    await refused
    await turn()
    expect(states()).toEqual(['queued', 'sent'])
    store.away(false)
    const again = send()
    await clock.advance(2_000)
    expect((await asked).state).toBe('succeeded')
    expect((await again).state).toBe('succeeded')
    expect((await fleet.ended('c1')).state).toBe('succeeded')
  })

  test('that nobody opens is rejected once the database can be written to again, not left as sent', async () => {
    const url = await startPanel(() => ({}))
    await goneGate(url)
    panel?.server.close()
    await once(panel?.server ?? createServer(), 'close')
    const real = store.store.transact
    store.store.transact = async work => {
      const done = await real(work)
      store.away(true)
      return done
    }
    await expect(send()).rejects.toMatchObject({ code: 'machine_offline', detail: { command_id: 'c1' } })
    store.store.transact = real
    store.away(false)
    await clock.advance(2_000)
    expect(states()).toEqual(['queued', 'sent', 'rejected'])
  })

  test('whose answer says nothing of its id may have run', async () => {
    await goneGate(await startPanel(() => ({ ...opened, command_id: 'another' })))
    expect((await send()).state).toBe('unknown')
  })
})
