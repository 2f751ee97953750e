/** A whole site whose water machine is the real firmware on an emulated processor: pours, and what breaks in mid-pour. */
import { freePorts } from '@palang/kit/testing/free-ports'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realBoard } from '../../firmware/testing/real-board.ts'
import { built, missing } from '../../firmware/testing/site.ts'
import { activeAlarms } from '../site/gate-hands.ts'
import { startSite, type RunningSite } from '../site/running-site.ts'
import { until } from '../site/until.ts'

const uno = missing.length === 0 ? await built('uno') : undefined
const pulsesPerLitre = 450

interface PourSession {
  id: string
  state: string
  open: boolean
  outcome_reason: string | null
  pour: { purpose: string; ordered_ml: number; delivered_ml: number | null; exact: boolean | null } | null
}

describe.skipIf(uno === undefined)('a water machine on the firmware', () => {
  if (uno === undefined) return
  const board = realBoard(uno)
  let site: RunningSite

  beforeAll(async () => {
    await board.on()
    const [panel, twinPanel] = await freePorts(2)
    const machine = `  - id: vending-1
    name: Air isi ulang
    family: water
    panel: { port: ${panel} }
    devices: { board: { driver: palang-line, port: ${board.tty}, pulses_per_litre: ${pulsesPerLitre}, simulated: false } }
`
    const twin = `  - { id: vending-2, family: water, panel: { port: ${twinPanel} }, devices: { board: { driver: simulated } } }\n`
    site = await startSite({ edit: yaml => yaml + machine + twin })
    await isConnected()
    await isOnline()
  })

  afterAll(async () => {
    await site.stop()
    await board.off()
    board.remove()
  })

  const panel = async (id = 'vending-1') => {
    const answer = await fetch(`${site.panels[id]?.replace(/\/$/, '')}/api/status`)
    return (await answer.json()) as {
      machine?: { mode: string }
      water?: { valve: string; pour?: object }
      devices?: { arduino?: { connected: boolean; model?: string } }
    }
  }
  const isConnected = (id?: string) => until('the board to be there', async () => (await panel(id)).devices?.arduino?.connected === true)
  /** The board may be there before the hub has heard of its machine. */
  const isOnline = () =>
    until('the hub to know the machine', async () => {
      const { body } = await site.api('GET', '/api/v1/machines/vending-1')
      return body['status'] === 'online'
    })
  const pour = async (volumeMl: number, headers: Record<string, string> = {}) =>
    site.api('POST', '/api/v1/machines/vending-1/dispense', { volume_ml: volumeMl, reason: 'test' }, headers)
  const sessions = async () => (await site.api('GET', '/api/sessions?machine=vending-1')).body['items'] as PourSession[]
  /** The end of the one pour more than `before`. */
  const ended = (before: number) =>
    until('the pour to have ended', async () => {
      const all = await sessions()
      return all.length === before + 1 && all[0]?.open === false ? all[0] : undefined
    })
  const millilitres = (pulses: number) => Math.floor((pulses * 1_000) / pulsesPerLitre)
  const hasPoured = (pulses: number) => until(`${pulses} pulses`, () => board.flow() >= pulses)

  test('250 ml are exactly their pulses, once for the same key, and a session with what the meter counted', async () => {
    const first = await pour(250, { 'idempotency-key': 'pour-1' })
    const again = await pour(250, { 'idempotency-key': 'pour-1' })
    expect(first).toMatchObject({
      status: 200,
      body: { state: 'succeeded', evidence: { kind: 'measured', pulses: 113, delivered_ml: 251 } },
    })
    expect(again.body['id']).toBe(first.body['id'])
    expect(board.flow()).toBe(113)
    const session = await ended(0)
    expect(first.body['session_id']).toBe(session.id)
    const { timeline } = (await site.api('GET', `/api/sessions/${session.id}`)).body as { timeline: { kind: string; type?: string }[] }
    expect(timeline.map(entry => entry.type ?? entry.kind)).toEqual(
      expect.arrayContaining(['dispense', 'pour_ordered', 'pour_started', 'pour_ended']),
    )
    expect(session).toMatchObject({
      state: 'closed',
      outcome_reason: 'done',
      pour: { purpose: 'grant', ordered_ml: 250, delivered_ml: 251, exact: true },
    })
    expect((await panel()).water).toMatchObject({ valve: 'closed', last_pour: { delivered_ml: 251 } })
  })

  test('a reset of the board in mid-pour ends it with what came; nothing is poured again', async () => {
    const before = board.flow()
    const ordered = pour(1_000)
    await hasPoured(before + 50)
    board.reset()
    expect(await ordered).toMatchObject({ status: 409, body: { code: 'pour_incomplete' } })
    const came = board.flow() - before
    expect(came).toBeLessThan(450)
    const { state, outcome_reason: reason, pour: poured } = await ended(1)
    expect([state, reason, poured?.exact]).toEqual(['partial', 'reset', true])
    // A pulse in the very instant of the reset finds no processor that counts it.
    expect([millilitres(came), millilitres(came - 1)]).toContain(poured?.delivered_ml)
    await isConnected()
    expect(board.flow() - before).toBe(came)
  })

  test('kill -9 of the controller in mid-pour: the next one finds the pour and its end', async () => {
    const before = board.flow()
    const killed = site.pid('vending-1')
    if (killed === undefined) throw new Error('the controller does not run')
    const ordered = pour(1_000)
    await hasPoured(before + 50)
    process.kill(killed, 'SIGKILL')
    const { state, outcome_reason: reason, pour: poured } = await ended(2)
    expect(['done', 'silence']).toContain(reason)
    expect(state).toBe(reason === 'done' ? 'closed' : 'partial')
    expect(poured).toMatchObject({ delivered_ml: millilitres(board.flow() - before), exact: true })
    const { body } = await ordered
    const command = await site.api('GET', `/api/commands/${String(body['command_id'] ?? body['id'])}`)
    expect(command.body['state']).toBe(reason === 'done' ? 'succeeded' : 'failed')
  })

  test('a well that runs dry: the board gives up in time, and the machine says why', async () => {
    await isConnected()
    const before = board.flow()
    board.runDry(true)
    expect(await pour(250)).toMatchObject({ status: 409, body: { code: 'pour_incomplete' } })
    expect(board.flow()).toBe(before)
    expect(await ended(3)).toMatchObject({ state: 'failed', outcome_reason: 'no_flow', pour: { delivered_ml: 0, exact: true } })
    await until('the alarm', async () => (await activeAlarms(site)).some(one => one.machine_id === 'vending-1' && one.code === 'no_flow'))
    board.runDry(false)
  })

  test('a simulated machine pours as one of hardware does', async () => {
    await isConnected('vending-2')
    const answer = await site.api('POST', '/api/v1/machines/vending-2/dispense', { volume_ml: 100 })
    expect(answer).toMatchObject({ status: 200, body: { evidence: { kind: 'measured', delivered_ml: 100, pulses: 45 } } })
  })

  test('under maintenance a technician pours a test; out of service nobody does', async () => {
    await site.api('PATCH', '/api/v1/machines/vending-1', { mode: 'maintenance' })
    expect(await pour(20)).toMatchObject({ status: 200 })
    expect(await ended(4)).toMatchObject({ pour: { purpose: 'test', delivered_ml: 20 } })
    await site.api('PATCH', '/api/v1/machines/vending-1', { mode: 'disabled' })
    expect(await pour(20)).toMatchObject({ status: 409, body: { code: 'machine_disabled' } })
    expect(await sessions()).toHaveLength(5)
  })
})
