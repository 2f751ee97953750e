/** Lines of a water board as docs/protocols/palang-line.md has them: owed by the firmware, and by the board that the simulator plays in its place. */
import { describe, expect, test } from 'vitest'

/** A board that has just started, its line, and the world around it: a pulse each 4 ms while the valve is open. */
export interface WaterLineRig {
  /** Sends a command and resolves to what the board answers, without number and checksum. */
  ask(word: string, ...args: (string | number)[]): Promise<string>
  /** The same with a number of one's own. */
  askAs(number: number, word: string, ...args: (string | number)[]): Promise<string>
  /** What the board has said unasked since the last call, without numbers, checksums and times. */
  news(): string[]
  feel(one: 'estop' | 'door' | 'leak', on: boolean): void
  runDry(): void
  reset(cause: 'power' | 'external'): void
  advance(byMs: number): Promise<void>
  /** Pulses that have come, by the world's own count. */
  came(): number
}

const ends = (rig: WaterLineRig) => rig.news().filter(line => line.includes('POURED'))
const relays = async (rig: WaterLineRig) => /relay=(..)/.exec(await rig.ask('STAT'))?.[1]

/** Registers the suite for one board. */
export function waterLineContract(name: string, start: () => Promise<WaterLineRig>): void {
  describe(`lines of a water board: ${name}`, () => {
    oweOfPouring(start)
    oweOfEnds(start)
    oweOfRestarts(start)
  })
}

function oweOfPouring(start: () => Promise<WaterLineRig>): void {
  test.each([1, 2, 270, 450])('pours exactly %i pulses', async pulses => {
    const rig = await start()
    expect(await rig.ask('POUR', pulses, 60_000)).toBe('OK')
    await rig.advance(pulses * 4 + 50)
    expect(ends(rig)).toEqual([`EVT,POURED,${pulses},done`])
    expect(rig.came()).toBe(pulses)
    await rig.advance(100)
    expect(await rig.ask('STAT')).toContain(`relay=00,flow=${pulses},`)
    expect(await rig.ask('CFG', 'poured')).toBe(`OK,poured,1,${pulses},done`)
  })

  test('one pour at a time, its relays are nobody else’s, and its number counts once', async () => {
    const rig = await start()
    expect(await rig.askAs(50, 'POUR', 200, 60_000)).toBe('OK')
    expect(await rig.askAs(50, 'POUR', 200, 60_000)).toBe('OK')
    expect(await relays(rig)).toBe('03')
    expect(await rig.ask('POUR', 10, 60_000)).toBe('ERR,BUSY')
    expect(await rig.ask('OUT', 0, 1, 1_000)).toBe('ERR,BUSY')
    expect(await rig.ask('CFG', 'poured')).toMatch(/^OK,poured,1,\d+,running$/)
    await rig.advance(3_000)
    expect(ends(rig)).toEqual(['EVT,POURED,200,done'])
    expect(rig.came()).toBe(200)
  })

  test.each<['estop' | 'door' | 'leak', string, number]>([
    ['door', 'ERR,BLOCKED', 256],
    ['leak', 'ERR,BLOCKED', 512],
    ['estop', 'ERR,ESTOP', 128],
  ])('tells that %s is on, and pours nothing while it is', async (one, refusal, bit) => {
    const rig = await start()
    const isTold = async () => (Number((await rig.ask('CFG', 'inputs')).split(',')[2]) & bit) !== 0
    expect(await isTold()).toBe(false)
    rig.feel(one, true)
    await rig.advance(50)
    expect(rig.news()).toContain(`EVT,${one.toUpperCase()},1`)
    expect([await isTold(), await rig.ask('POUR', 450, 60_000)]).toEqual([true, refusal])
    expect(await rig.ask('CFG', 'poured')).toBe('OK,poured,0,0,none')
    rig.feel(one, false)
    await rig.advance(50)
    expect(await rig.ask('POUR', 5, 60_000)).toBe('OK')
  })

  test.each([
    [['POUR', 0, 1_000], 'ERR,RANGE'],
    [['POUR', 1_000_001, 1_000], 'ERR,RANGE'],
    [['POUR', 5, 0], 'ERR,RANGE'],
    [['POUR', 5, 600_001], 'ERR,RANGE'],
    [['POUR', 5], 'ERR,RANGE'],
    [['POUR', '05', 1_000], 'ERR,RANGE'],
    [['CFG', 'poured', 3], 'ERR,UNKNOWN'],
    [['CFG', 'no_flow_ms'], 'OK,no_flow_ms,5000'],
    [['CFG', 'no_flow_ms', 400], 'ERR,RANGE'],
    [['FLY'], 'ERR,UNKNOWN'],
  ] as const)('%j is answered %s', async ([word, ...args], answer) => {
    const rig = await start()
    expect(await rig.ask(word, ...args)).toBe(answer)
    expect(rig.came()).toBe(0)
  })
}

function oweOfEnds(start: () => Promise<WaterLineRig>): void {
  test.each<[string, string, (rig: WaterLineRig) => unknown, number]>([
    ['timeout', 'the time is over', () => undefined, 2_100],
    ['stopped', 'STOP is said', rig => rig.ask('STOP'), 50],
    ['estop', 'the emergency stop is pressed', rig => rig.feel('estop', true), 50],
    ['door', 'the door is opened', rig => rig.feel('door', true), 50],
    ['leak', 'it leaks', rig => rig.feel('leak', true), 50],
  ])('ends with %s when %s', async (reason, _when, happen, waitMs) => {
    const rig = await start()
    await rig.ask('POUR', 10_000, 2_000)
    await rig.advance(300)
    await happen(rig)
    await rig.advance(waitMs)
    const came = rig.came()
    expect(came).toBeGreaterThan(50)
    expect(ends(rig)).toEqual([`EVT,POURED,${came},${reason}`])
    expect(await rig.ask('CFG', 'poured')).toBe(`OK,poured,1,${came},${reason}`)
    expect(await relays(rig)).toBe('00')
  })

  test('ends when the controller falls silent, and so does one that begins in silence', async () => {
    const rig = await start()
    await rig.ask('PING')
    for (const count of [1, 2]) {
      const before = rig.came()
      await rig.ask('POUR', 10_000, 60_000)
      await rig.advance(5_100)
      expect(ends(rig)).toEqual([`EVT,POURED,${rig.came() - before},silence`])
      expect(await rig.ask('CFG', 'poured')).toMatch(new RegExp(`^OK,poured,${count},\\d+,silence$`))
    }
  })

  test('a pump that runs dry is switched off', async () => {
    const rig = await start()
    expect(await rig.ask('CFG', 'no_flow_ms', 1_000)).toBe('OK,no_flow_ms,1000')
    rig.runDry()
    await rig.ask('POUR', 450, 60_000)
    await rig.advance(900)
    expect(await relays(rig)).toBe('03')
    await rig.advance(200)
    expect(ends(rig)).toEqual(['EVT,POURED,0,no_flow'])
    expect(await relays(rig)).toBe('00')
  })
}

function oweOfRestarts(start: () => Promise<WaterLineRig>): void {
  test('a restart in mid-pour shuts the valve, tells what was poured, and pours no drop more', async () => {
    const rig = await start()
    await rig.askAs(77, 'POUR', 450, 60_000)
    await rig.advance(900)
    rig.news()
    rig.reset('external')
    await rig.advance(200)
    const poured = rig.came()
    expect(poured).toBeGreaterThan(200)
    expect(rig.news().filter(line => /BOOT|POURED/.test(line))).toEqual(['BOOT,1.0.0,external,2', `EVT,POURED,${poured},reset`])
    expect(await relays(rig)).toBe('00')
    for (const _again of [1, 2]) expect(await rig.ask('CFG', 'poured')).toBe(`OK,poured,1,${poured},reset`)
    await rig.advance(1_000)
    expect([rig.came(), ends(rig)]).toEqual([poured, []])
    expect(await rig.ask('POUR', 5, 60_000)).toBe('OK')
    await rig.advance(200)
    expect(ends(rig)).toEqual(['EVT,POURED,5,done'])
    expect(await rig.ask('CFG', 'poured')).toBe('OK,poured,2,5,done')
  })

  test('an order whose answer the restart swallowed is answered from memory, and not carried out again', async () => {
    const rig = await start()
    await rig.askAs(77, 'POUR', 450, 60_000)
    await rig.advance(400)
    rig.reset('external')
    await rig.advance(200)
    const poured = rig.came()
    expect(await rig.askAs(77, 'POUR', 450, 60_000)).toBe('OK')
    await rig.advance(1_000)
    expect(rig.came()).toBe(poured)
    expect(await rig.ask('CFG', 'poured')).toBe(`OK,poured,1,${poured},reset`)
  })

  test('a loss of power in mid-pour takes the count with it, and nothing is poured again', async () => {
    const rig = await start()
    await rig.ask('POUR', 450, 60_000)
    await rig.advance(400)
    rig.news()
    rig.reset('power')
    await rig.advance(1_000)
    expect(rig.news().filter(line => /BOOT|POURED/.test(line))).toEqual(['BOOT,1.0.0,power,2'])
    expect(await relays(rig)).toBe('00')
    expect(await rig.ask('STAT')).toContain(',flow=0,')
    expect(await rig.ask('CFG', 'poured')).toBe('OK,poured,0,0,none')
  })
}
