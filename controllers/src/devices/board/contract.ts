/**
 * What every gate board keeps to, whatever it is made of, and what it owes besides for what it can tell of its barrier. Each
 * implementation brings a rig that plays its world.
 */
import { describe, expect, test } from 'vitest'
import type { BarrierModel } from './barrier-model.ts'
import type { BoardEvent, BoardInput, BoardPort } from './port.ts'

export interface BoardRig {
  board: BoardPort
  /** The world in front of the board. */
  model: Pick<BarrierModel, 'position' | 'lift' | 'set' | 'press' | 'jam'>
  advance(byMs: number): Promise<void>
  unplug(): void
  plug(): void
  restart(cause: string): void
}

/** What one implementation can, and so owes. Nothing given: everything there is, as a board with limit switches. */
export interface BoardPromises {
  /** How soon it is connected, back-off included; longer than any needs unless its time is dear. */
  connectMs?: number
  /** What its positions rest on: its switches, its own reckoning, or there are none. */
  position?: 'switches' | 'reckoned' | 'none'
  /** Inputs it can tell; what `lacks` names is not among them. */
  tells?: readonly BoardInput[]
  /** It can be asked how its inputs stand, so they are true as soon as it is connected. */
  isAsked?: boolean
  /** It says when it was started anew. */
  tellsRestart?: boolean
}

interface Suite extends Required<BoardPromises> {
  makeRig: () => BoardRig
  started(): Promise<BoardRig & { events: BoardEvent[] }>
}

const everyInput: readonly BoardInput[] = ['loop1', 'loop2', 'beam', 'ticket_button', 'help_button']

/** Registers the suite for one implementation. */
export function boardContract(name: string, makeRig: () => BoardRig, promises: BoardPromises = {}): void {
  const { connectMs = 12_000, position = 'switches', tells = everyInput, isAsked = true, tellsRestart = true } = promises
  const started: Suite['started'] = async () => {
    const rig = makeRig()
    const events: BoardEvent[] = []
    rig.board.subscribe(event => events.push(event))
    rig.board.start()
    await rig.advance(connectMs)
    return { ...rig, events }
  }
  const suite = { makeRig, started, connectMs, position, tells, isAsked, tellsRestart }
  describe(`gate board: ${name}`, () => {
    oweAlways(suite)
    oweOfConnection(suite)
    if (position === 'switches') oweOfSwitches(suite)
    else oweWithoutSwitches(suite)
    if (position !== 'switches' && tellsRestart) oweToTellRestarts(suite)
    if (position === 'reckoned') oweOfReckoning(suite)
    if (position === 'none') oweOfNothing(suite)
  })
}

const inputsOf = (events: BoardEvent[]) =>
  events.flatMap(event => (event.kind === 'input' ? [`${event.input} ${event.on ? 'on' : 'off'}`] : []))
const positionsOf = (events: BoardEvent[]) => events.flatMap(event => (event.kind === 'barrier' ? [event.position] : []))

/** Where a board may say the closed barrier of its rig stands when it has just connected. */
const restingAt = {
  switches: { barrier: 'closed', positionKnown: true },
  reckoned: { positionKnown: false },
  none: { barrier: 'unknown', positionKnown: false },
} as const

function oweAlways({ makeRig, started, connectMs, position, tells, isAsked }: Suite): void {
  test('refuses to move anything before it was started', async () => {
    const { board, model } = makeRig()
    expect(await board.open(1_000)).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'no' })
    expect(model.position).toBe('closed')
  })

  test('becomes ready with true inputs, even those that changed before it was connected if it can be asked', async () => {
    const rig = makeRig()
    rig.model.set('loop1', true)
    rig.board.start()
    rig.board.start()
    await rig.advance(connectMs)
    expect(rig.board.status()).toMatchObject({ state: 'ready' })
    expect(rig.board.inputs()).toMatchObject({ ...restingAt[position], loop1: isAsked, loop2: false, beam: false })
    await rig.board.stop()
  })

  test('tells vehicles and buttons once each', async () => {
    const { board, model, events, advance } = await started()
    events.length = 0
    model.set('loop1', true)
    model.press('ticket_button')
    await advance(1_000)
    model.press('help_button')
    await advance(1_000)
    model.set('loop1', false)
    model.set('loop2', true)
    await advance(5_000)
    const happened = ['loop1 on', 'ticket_button on', 'ticket_button off', 'help_button on', 'help_button off', 'loop1 off', 'loop2 on']
    expect(inputsOf(events).toSorted()).toEqual(happened.filter(one => tells.some(input => one.startsWith(`${input} `))).toSorted())
    await board.stop()
  })

  test('refuses a hold that is not a whole number of milliseconds', async () => {
    const { board } = await started()
    for (const holdMs of [-1, 0.5, Number.NaN]) expect(await board.open(holdMs)).toMatchObject({ ok: false, moved: 'no' })
    await board.stop()
  })
}

function oweOfConnection({ started, connectMs, position, isAsked }: Suite): void {
  test('unplugged, it refuses at once and knows nothing of the barrier; plugged in again, it is ready by itself and nothing old moves', async () => {
    const { board, model, events, unplug, plug, advance } = await started()
    events.length = 0
    unplug()
    await advance(100)
    expect(board.status().state).toBe('disconnected')
    expect(board.inputs()).toMatchObject({ barrier: 'unknown', positionKnown: false })
    expect(await board.open(1_000)).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'no' })
    model.set('loop1', true)
    await advance(30_000)
    plug()
    await advance(connectMs)
    expect(board.status().state).toBe('ready')
    expect(board.inputs()).toMatchObject({ ...restingAt[position], loop1: isAsked })
    expect([model.position, model.lift]).toEqual(['closed', 0])
    await board.stop()
  })

  test('stopped, it says nothing more and can be started again', async () => {
    const { board, model, events, advance } = await started()
    await board.stop()
    await board.stop()
    expect(board.status().state).toBe('disconnected')
    events.length = 0
    model.set('loop1', true)
    await advance(10_000)
    expect(events).toEqual([])
    board.start()
    await advance(connectMs)
    if (!isAsked) {
      model.set('loop1', false)
      model.set('loop1', true)
      await advance(100)
    }
    expect(board.inputs().loop1).toBe(true)
    await board.stop()
  })
}

/** A board whose switches tell where the boom is. */
function oweOfSwitches({ started }: Suite): void {
  test('opens, holds and closes by itself, telling each position', async () => {
    const { board, events, advance } = await started()
    events.length = 0
    const opening = board.open(3_000)
    await advance(100)
    expect(await opening).toMatchObject({ ok: true })
    await advance(1_400)
    expect(board.inputs()).toMatchObject({ barrier: 'open', positionKnown: true })
    await advance(5_000)
    expect(positionsOf(events)).toEqual(['opening', 'open', 'closing', 'closed'])
    await board.stop()
  })

  test('says where the boom stood when the board took the order', async () => {
    const { board, advance } = await started()
    const position = async (order: ReturnType<BoardPort['open']>) => {
      await advance(2_000)
      const result = await order
      return result.ok ? result.position : result.code
    }
    expect(['closed', 'opening']).toContain(await position(board.open(0)))
    expect(await position(board.open(1_000))).toBe('open')
    await board.stop()
  })

  test('stays open with a hold of 0 until it is closed', async () => {
    const { board, advance } = await started()
    void board.open(0)
    await advance(60_000)
    expect(board.inputs().barrier).toBe('open')
    const closing = board.close()
    await advance(2_000)
    expect(await closing).toMatchObject({ ok: true })
    expect(board.inputs().barrier).toBe('closed')
    await board.stop()
  })

  test('does not close onto a broken beam, neither when told nor by itself', async () => {
    const { board, model, advance } = await started()
    void board.open(2_000)
    await advance(1_500)
    model.set('beam', true)
    const closing = board.close()
    await advance(100)
    expect(await closing).toMatchObject({ ok: false, code: 'barrier_blocked', moved: 'no' })
    await advance(20_000)
    expect(board.inputs()).toMatchObject({ barrier: 'open', beam: true })
    model.set('beam', false)
    await advance(3_000)
    expect(board.inputs().barrier).toBe('closed')
    await board.stop()
  })

  test('stops the boom where it is', async () => {
    const { board, model, advance } = await started()
    void board.open(0)
    await advance(600)
    const halting = board.halt()
    await advance(100)
    expect(await halting).toMatchObject({ ok: true })
    const lift = model.lift
    await advance(5_000)
    expect(model.lift).toBe(lift)
    await board.stop()
  })

  test('tells a boom that does not arrive as a fault', async () => {
    const { board, model, advance } = await started()
    model.jam(true)
    void board.open(1_000)
    await advance(5_000)
    expect(board.inputs().barrier).toBe('fault')
    await board.stop()
  })

  test('tells that the board restarted, with the inputs of after the restart', async () => {
    const { board, events, restart, advance } = await started()
    void board.open(0)
    await advance(600)
    const seen: string[] = []
    board.subscribe(event => {
      if (event.kind === 'restarted') seen.push(`${event.cause} ${board.inputs().barrier}`)
    })
    restart('brownout')
    await advance(3_000)
    expect(seen).toEqual(['brownout fault'])
    expect(events.filter(event => event.kind === 'restarted')).toHaveLength(1)
    expect(board.status().state).toBe('ready')
    await board.stop()
  })
}

/** A board whose word is all there is: what the boom does is seen in the world only. */
function oweWithoutSwitches({ started }: Suite): void {
  test('opens when it is told, and not before', async () => {
    const { board, model, advance } = await started()
    expect([model.position, model.lift]).toEqual(['closed', 0])
    const opening = board.open(3_000)
    await advance(4_000)
    expect(await opening).toMatchObject({ ok: true })
    expect([model.position, model.lift]).toEqual(['open', 1])
    await board.stop()
  })

  test('closes by itself after an opening with a hold', async () => {
    const { board, model, advance } = await started()
    void board.open(2_000)
    await advance(30_000)
    expect(model.position).toBe('closed')
    await board.stop()
  })

  test('what it lacks it refuses, certainly and without moving anything', async () => {
    const { board, model, advance } = await started()
    void board.open(0)
    await advance(600)
    const { lift } = model
    expect(lift).toBeGreaterThan(0)
    const refusal = { ok: false, code: 'not_supported', moved: 'no' }
    if (board.lacks?.includes('close') === true) expect(await board.close()).toMatchObject(refusal)
    if (board.lacks?.includes('halt') === true) expect(await board.halt()).toMatchObject(refusal)
    await advance(100)
    expect(model.lift).toBeGreaterThan(lift)
    await board.stop()
  })
}

function oweToTellRestarts({ started, connectMs }: Suite): void {
  test('tells that the board restarted, once, and is ready again', async () => {
    const { board, events, restart, advance } = await started()
    restart('brownout')
    await advance(connectMs)
    expect(events.filter(event => event.kind === 'restarted')).toHaveLength(1)
    expect(board.status().state).toBe('ready')
    await board.stop()
  })
}

/** A board that says where it takes the boom to be, and closes by a rule of its own. */
function oweOfReckoning({ started, connectMs }: Suite): void {
  test('opens and closes by itself, telling each position as it takes it to be', async () => {
    const { board, model, events, advance } = await started()
    events.length = 0
    void board.open(0)
    await advance(30_000)
    expect(positionsOf(events)).toEqual(['opening', 'open', 'closing', 'closed'])
    expect(model.position).toBe('closed')
    await board.stop()
  })

  test('closes when it is told', async () => {
    const { board, model, advance } = await started()
    void board.open(0)
    await advance(5_000)
    const closing = board.close()
    await advance(5_000)
    expect(await closing).toMatchObject({ ok: true })
    expect([model.position, board.inputs().barrier]).toEqual(['closed', 'closed'])
    await board.stop()
  })

  test('does not close while a vehicle stands on its sensor, and says so', async () => {
    const { board, model, advance } = await started()
    void board.open(0)
    await advance(5_000)
    model.set('loop1', true)
    await advance(1_000)
    const closing = board.close()
    await advance(1_000)
    expect(await closing).toMatchObject({ ok: false, code: 'barrier_blocked', moved: 'no' })
    await advance(60_000)
    expect(model.position).toBe('open')
    await board.stop()
  })

  test('stops the boom where it is', async () => {
    const { board, model, advance } = await started()
    void board.open(0)
    await advance(1_000)
    const halting = board.halt()
    await advance(1_000)
    expect(await halting).toMatchObject({ ok: true })
    const { lift } = model
    expect(lift).toBeLessThan(1)
    await advance(20_000)
    expect(model.lift).toBe(lift)
    await board.stop()
  })

  test('started anew under an open barrier, it does not say closed', async () => {
    const { board, model, restart, advance } = await started()
    void board.open(0)
    await advance(5_000)
    restart('brownout')
    await advance(connectMs)
    expect(model.position).toBe('open')
    expect(board.inputs()).toMatchObject({ barrier: 'unknown', positionKnown: false })
    await board.stop()
  })
}

/** A board that says nothing of its barrier. */
function oweOfNothing({ started }: Suite): void {
  test('claims nothing of an order but that it left, and nothing of the barrier, whatever it does', async () => {
    const { board, model, events, advance } = await started()
    for (const isJammed of [false, true]) {
      model.jam(isJammed)
      const opening = board.open(3_000)
      await advance(1_000)
      expect(await opening).toEqual({ ok: true, position: 'unknown', assumed: true })
      await advance(30_000)
      expect(board.inputs()).toMatchObject({ barrier: 'unknown', positionKnown: false })
    }
    expect(positionsOf(events)).toEqual([])
    await board.stop()
  })
}
