/** A whole site whose entry gate is the real firmware on an emulated processor: cars, an operator, and what breaks. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { realBoard } from '../../firmware/testing/real-board.ts'
import { built, missing } from '../../firmware/testing/site.ts'
import { activeAlarms } from '../site/gate-hands.ts'
import { startSite, type RunningSite } from '../site/running-site.ts'
import { openScreen, type Screen } from '../site/screen.ts'
import { until } from '../site/until.ts'

const uno = missing.length === 0 ? await built('uno') : undefined

describe.skipIf(uno === undefined)('a gate on the firmware', () => {
  if (uno === undefined) return
  const board = realBoard(uno)
  const { arm, feel } = board
  let site: RunningSite
  let screen: Screen

  beforeAll(async () => {
    await board.on()
    const devices = `devices: { board: { driver: palang-line, port: ${board.tty}, simulated: false }, camera: { driver: simulated }, printer: { driver: simulated } }`
    site = await startSite({ edit: yaml => yaml.replace(/devices: .*/, devices) })
    screen = await openScreen(site, 'gate_in')
  })

  afterAll(async () => {
    screen.close()
    await site.stop()
    await board.off()
    board.remove()
  })

  const panel = async () => {
    const answer = await fetch(`${site.panels['gate_in']?.replace(/\/$/, '')}/api/status`)
    return (await answer.json()) as {
      lane: { phase: string }
      devices: { arduino: { connected: boolean; model?: string; gate_status: string } }
    }
  }
  const boardState = async () => (await panel()).devices.arduino
  const isConnected = (on: boolean) => until(`the board to be ${on ? 'there' : 'away'}`, async () => (await boardState()).connected === on)
  const isPhase = (phase: string) => until(`the lane to be ${phase}`, async () => (await panel()).lane.phase === phase)
  /** What every screen was told last of the gate. */
  const isTold = (wanted: Record<string, unknown>) =>
    until(`a screen to be told ${JSON.stringify(wanted)}`, () => {
      const last = screen.heard.findLast(message => message.type === 'gate_status' && message.machine_id === 'gate_in')
      return Object.entries(wanted).every(([key, value]) => last?.payload[key] === value)
    })
  const isArm = (position: string) => until(`the arm to be ${position}`, () => arm.position === position)
  /** What the hub last said of an order, for whoever looks why one failed. */
  let said = ''
  const order = async (action: 'open' | 'close') => {
    const { body } = await site.api('POST', '/api/gate/control/gate_in?wait=terminal', { action, reason: 'test' })
    said = JSON.stringify(body)
    return (body['command'] as { state: string } | undefined)?.state ?? body['state']
  }
  const openSessions = async () =>
    (await site.api('GET', '/api/sessions?open=true')).body['items'] as { state: string; entry_evidence: string }[]

  test('a car with a ticket goes in: the arm rises once, the switch proves it, and it comes down behind the car', async () => {
    await isConnected(true)
    expect(await boardState()).toMatchObject({ model: 'palang uno', gate_status: 'closed' })
    feel('loop1', true)
    await isPhase('vehicle_waiting')
    feel('button', true)
    await isArm('open')
    feel('button', false)
    feel('beam', true)
    feel('loop2', true)
    await isTold({ loop2: true, beam: true })
    feel('loop1', false)
    await isTold({ loop1: false })
    feel('beam', false)
    feel('loop2', false)
    await isArm('closed')
    await isPhase('idle')
    expect(arm.sent).toEqual({ up: 1, down: 1 })
    const inside = await until('the stay to be inside', async () => {
      const sessions = await openSessions()
      return sessions.length === 1 && sessions[0]?.state === 'inside' ? sessions : undefined
    })
    expect(inside).toHaveLength(1)
  })

  test('a board that restarts under a moving arm stops it, and the order is not carried out a second time', async () => {
    const before = arm.sent.up
    const ordered = order('open')
    await isArm('opening')
    board.reset()
    await ordered
    await isConnected(true)
    await until('the arm to rest', () => arm.position === 'fault' || arm.position === 'closed' || arm.position === 'open')
    expect(arm.sent.up).toBe(before + 1)
    expect(await order('close'), said).toBe('succeeded')
    await isArm('closed')
  })

  test('noise on top of an order moves nothing and costs no order', async () => {
    const before = { ...arm.sent }
    const ordered = order('open')
    board.noise(Buffer.from('$7,OPEN,0*00\n$0,EVT,GATE,open,1*00\n~~$OK,,*\xff\0', 'latin1'))
    expect(await ordered, said).toBe('succeeded')
    await isArm('open')
    expect(await order('close'), said).toBe('succeeded')
    await isArm('closed')
    expect(arm.sent).toEqual({ up: before.up + 1, down: before.down + 1 })
  })

  test('a board without power is away, refuses orders, and moves nothing of them when it is back', async () => {
    const before = { ...arm.sent }
    await board.off()
    await isConnected(false)
    expect(await order('open'), said).toBe('rejected')
    await board.on()
    await isConnected(true)
    expect(arm.sent).toEqual(before)
    expect(arm.position).toBe('closed')
  })

  test('a closed switch that sticks is a fault at the console, never a closed barrier', async () => {
    arm.stick('limitClosed', true)
    const ordered = order('open')
    await isTold({ status: 'fault' })
    expect(await ordered, said).toBe('failed')
    const [alarm] = await until('the alarm', async () => {
      const alarms = (await activeAlarms(site)).filter(one => one.machine_id === 'gate_in' && one.code === 'barrier_stuck')
      return alarms.length > 0 ? alarms : undefined
    })
    expect(alarm).toMatchObject({ severity: 'critical' })
    arm.stick('limitClosed', undefined)
  })
})
