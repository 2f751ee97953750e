/** The barrier as the firmware itself drives it, on an emulated processor. */
import { describe, expect, test } from 'vitest'
import type { BoardEvent } from '../controllers/src/devices/board/port.ts'
import { built, missing, Site } from './testing/site.ts'

const uno = missing.length === 0 ? await built('uno') : undefined
const mega = missing.length === 0 ? await built('mega') : undefined

async function started(one = uno): Promise<Site> {
  if (one === undefined) throw new Error('not built')
  const site = new Site(one)
  await site.advance(60)
  site.news()
  return site
}

async function opened(holdMs: number): Promise<Site> {
  const site = await started()
  await site.ask('OPEN', holdMs)
  await site.until('the arm is up', () => site.arm.position === 'open')
  await site.advance(30)
  site.news()
  return site
}

/** Says PING for `ms`, as a controller does. */
async function keptAlive(site: Site, ms: number): Promise<void> {
  for (let passed = 0; passed < ms; passed += 2_000) {
    await site.ask('PING')
    await site.advance(Math.min(2_000, ms - passed))
  }
}

describe.skipIf(uno === undefined)('the barrier on the firmware', () => {
  test('the production driver opens, holds and closes a Mega, each position proved by a switch', async () => {
    const site = await started(mega)
    const board = site.driver()
    const positions: string[] = []
    board.subscribe((event: BoardEvent) => {
      if (event.kind === 'barrier') positions.push(`${event.position} ${event.position === site.arm.position}`)
    })
    board.start()
    await site.advance(1_000)
    expect(board.status()).toMatchObject({ state: 'ready', model: 'palang mega' })
    const opening = board.open(500)
    await site.advance(5_000)
    expect(await opening).toMatchObject({ ok: true })
    expect(positions).toEqual(['closed', 'opening', 'open', 'closing', 'closed'].map(position => `${position} true`))
  })

  test('the production driver bears garbage between the lines of the board and in its own orders', async () => {
    const site = await started()
    const board = site.driver()
    board.start()
    await site.advance(1_000)
    site.send('$12,OPE')
    site.send(Uint8Array.from({ length: 200 }, (_, index) => (index * 73) % 256))
    await site.advance(3_000)
    expect(site.arm.sent.up).toBe(0)
    site.send('\u00ff$$,*')
    const opening = board.open(0)
    await site.advance(2_000)
    expect(await opening).toMatchObject({ ok: true })
    expect(board.inputs().barrier).toBe('open')
    expect(site.arm.sent.up).toBe(1)
  })

  test('a restart in mid-move stops the arm, tells its cause, and no repeat of the order moves it again', async () => {
    const site = await started()
    expect(await site.askAs(9, 'OPEN', 0)).toBe('OK')
    await site.advance(600)
    site.reset('brownout')
    await site.advance(60)
    expect([...site.on]).toEqual([])
    expect(site.arm.position).toBe('fault')
    expect(site.news()).toEqual(['EVT,GATE,opening', 'BOOT,1.0.0,brownout,2'])
    expect(await site.askAs(9, 'OPEN', 0)).toBe('OK')
    expect(await site.ask('STAT')).toContain('gate=fault')
    expect(site.arm.sent.up).toBe(1)
    expect(await site.askAs(10, 'OPEN', 0)).toBe('OK')
    await site.until('the arm is up', () => site.arm.position === 'open')
  })

  test('a beam that breaks under the closing arm sends it up at once, and down when clear', async () => {
    const site = await opened(500)
    await site.until('it closes', () => site.arm.position === 'closing')
    await site.advance(300)
    site.feel('beam', true)
    await site.advance(150)
    expect(site.arm.position).toBe('opening')
    await keptAlive(site, 6_000)
    expect(site.arm.position).toBe('open')
    site.feel('beam', false)
    await site.until('it closes again', () => site.arm.position === 'closed', 3_000)
    await site.advance(30)
    expect(site.news().filter(line => line.includes('GATE'))).toEqual(
      ['closing', 'opening', 'open', 'closing', 'closed'].map(position => `EVT,GATE,${position}`),
    )
  })

  test('the motor never has both directions, and rests between them', async () => {
    const site = await started()
    await site.ask('OPEN', 0)
    await site.advance(400)
    await site.ask('CLOSE')
    expect([...site.on]).toEqual([])
    await site.advance(150)
    expect([...site.on]).toEqual(['lower'])
  })

  test('a closed switch that sticks is a fault, never a closed barrier', async () => {
    const site = await started()
    site.arm.stick('limitClosed', true)
    await site.ask('OPEN', 1_000)
    await site.advance(4_200)
    expect(site.news()).toEqual(['EVT,GATE,opening', 'EVT,GATE,fault'])
    expect([...site.on].filter(output => output !== 'stop')).toEqual([])
    await site.ask('CLOSE')
    await site.advance(200)
    expect(await site.ask('STAT')).toContain('gate=closing')
    await site.advance(4_200)
    expect(await site.ask('STAT')).toContain('gate=fault')
    site.arm.stick('limitClosed', undefined)
    await site.ask('OPEN', 0)
    await site.advance(1_500)
    expect(await site.ask('STAT')).toContain('gate=open')
  })

  test('an open switch that never closes is a fault after the time of a move', async () => {
    const site = await started()
    site.arm.stick('limitOpen', false)
    await site.ask('OPEN', 1_000)
    await site.advance(4_200)
    expect(site.news()).toEqual(['EVT,GATE,opening', 'EVT,GATE,fault'])
  })

  test('an arm lifted by hand is noticed, and so is its return', async () => {
    const site = await started()
    site.arm.put(0.4)
    await site.advance(100)
    site.arm.put(0)
    await site.advance(100)
    expect(site.news()).toEqual(['EVT,GATE,fault', 'EVT,GATE,closed'])
    expect(site.arm.sent).toEqual({ up: 0, down: 0 })
  })

  test('the emergency stop halts the arm without a controller, and refuses orders until released', async () => {
    const site = await started()
    await site.ask('OPEN', 0)
    await site.ask('OUT', 2, 1, 10_000)
    await site.advance(300)
    site.feel('estop', true)
    await site.advance(50)
    expect(site.arm.position).toBe('fault')
    expect(site.on.has('treatment')).toBe(false)
    expect(await site.ask('OPEN', 0)).toBe('ERR,ESTOP')
    site.feel('estop', false)
    await site.advance(50)
    expect(await site.ask('OPEN', 0)).toBe('OK')
  })

  test('PING keeps the dead-man away; five seconds of silence switch relays off and take the safe state', async () => {
    const site = await opened(0)
    await site.ask('CFG', 'safe_state', 'close')
    await site.ask('OUT', 2, 1, 600_000)
    await keptAlive(site, 8_000)
    expect(site.on.has('treatment')).toBe(true)
    expect(site.arm.position).toBe('open')
    await site.advance(3_200)
    expect(site.on.has('treatment')).toBe(false)
    await site.advance(1_400)
    expect(site.arm.position).toBe('closed')
  })

  test('the dead-man does not close onto a vehicle', async () => {
    const site = await opened(0)
    await site.ask('CFG', 'safe_state', 'close')
    site.feel('beam', true)
    await site.advance(8_000)
    expect(site.arm.position).toBe('open')
    site.feel('beam', false)
    await site.until('it closes', () => site.arm.position === 'closed', 3_000)
  })

  test.each([400, 401, 402])(
    'a flicker of the beam at the end of a hold of %i ms delays the closing and does not call it off',
    async holdMs => {
      const site = await opened(holdMs)
      for (let flicker = 0; flicker < 130; flicker++) {
        site.feel('beam', true)
        await site.advance(2)
        site.feel('beam', false)
        await site.advance(1.1)
      }
      await site.until('it closes', () => site.arm.position === 'closed', 4_000)
      expect(site.arm.sent.down).toBeGreaterThan(0)
    },
  )

  test('a cut wire of the beam is a broken beam', async () => {
    const site = await opened(0)
    site.feel('beam', true) // the same open contact
    await site.advance(50)
    expect(await site.ask('CLOSE')).toBe('ERR,BLOCKED')
  })

  test('a board that restarts under an open barrier closes it in its own time', async () => {
    const site = await opened(0)
    site.reset('external')
    await site.advance(9_000)
    expect(site.arm.position).toBe('open')
    await site.until('it closes', () => site.arm.position === 'closed', 4_000)
  })
})
