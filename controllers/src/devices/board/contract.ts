/** What every gate board keeps to, whatever it is made of. Each implementation brings a rig that plays its world. */
import { describe, expect, test } from 'vitest'
import type { BarrierModel } from './barrier-model.ts'
import type { BoardEvent, BoardPort } from './port.ts'

export interface BoardRig {
  board: BoardPort
  /** The world in front of the board. */
  model: Pick<BarrierModel, 'position' | 'lift' | 'set' | 'press' | 'jam'>
  advance(byMs: number): Promise<void>
  unplug(): void
  plug(): void
  restart(cause: string): void
}

/** Longer than any implementation needs to connect, back-off included. */
const longestConnectMs = 12_000

/** Registers the suite for one implementation; one whose time is dear says how soon it is connected, back-off included. */
export function boardContract(name: string, makeRig: () => BoardRig, { connectMs = longestConnectMs } = {}): void {
  const started = async (): Promise<BoardRig & { events: BoardEvent[] }> => {
    const rig = makeRig()
    const events: BoardEvent[] = []
    rig.board.subscribe(event => events.push(event))
    rig.board.start()
    await rig.advance(connectMs)
    return { ...rig, events }
  }
  const inputsOf = (events: BoardEvent[]) =>
    events.flatMap(event => (event.kind === 'input' ? [`${event.input} ${event.on ? 'on' : 'off'}`] : []))
  const positionsOf = (events: BoardEvent[]) => events.flatMap(event => (event.kind === 'barrier' ? [event.position] : []))

  describe(`gate board: ${name}`, () => {
    test('refuses to move anything before it was started', async () => {
      const { board, model } = makeRig()
      expect(await board.open(1_000)).toMatchObject({ ok: false, code: 'device_unavailable', moved: 'no' })
      expect(model.position).toBe('closed')
    })

    test('becomes ready with true inputs, even those that changed before it was connected', async () => {
      const rig = makeRig()
      rig.model.set('loop1', true)
      rig.board.start()
      rig.board.start()
      await rig.advance(connectMs)
      expect(rig.board.status()).toMatchObject({ state: 'ready' })
      expect(rig.board.inputs()).toEqual({ barrier: 'closed', positionKnown: true, loop1: true, loop2: false, beam: false })
      await rig.board.stop()
    })

    test('opens, holds and closes by itself, telling each position', async () => {
      const { board, events, advance } = await started()
      events.length = 0
      const opening = board.open(3_000)
      await advance(100)
      expect(await opening).toMatchObject({ ok: true })
      await advance(1_400)
      expect(board.inputs().barrier).toBe('open')
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

    test('tells vehicles and buttons once each', async () => {
      const { board, model, events, advance } = await started()
      events.length = 0
      model.set('loop1', true)
      model.press('ticket_button')
      await advance(300)
      model.press('help_button')
      await advance(300)
      model.set('loop1', false)
      model.set('loop2', true)
      await advance(5_000)
      expect(inputsOf(events).toSorted()).toEqual(
        ['loop1 on', 'ticket_button on', 'ticket_button off', 'help_button on', 'help_button off', 'loop1 off', 'loop2 on'].toSorted(),
      )
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
      expect(board.inputs()).toMatchObject({ barrier: 'closed', positionKnown: true, loop1: true })
      expect(model.position).toBe('closed')
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

    test('refuses a hold that is not a whole number of milliseconds', async () => {
      const { board } = await started()
      for (const holdMs of [-1, 0.5, Number.NaN]) expect(await board.open(holdMs)).toMatchObject({ ok: false, moved: 'no' })
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
      expect(board.inputs().loop1).toBe(true)
      await board.stop()
    })
  })
}
