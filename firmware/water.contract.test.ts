/** Water and treatment as the firmware itself measures them, on an emulated processor. */
import { describe, expect, test } from 'vitest'
import { built, missing, Site } from './testing/site.ts'

const uno = missing.length === 0 ? await built('uno') : undefined

async function started(): Promise<Site> {
  if (uno === undefined) throw new Error('not built')
  const site = new Site(uno)
  await site.advance(60)
  site.news()
  return site
}

const ends = (site: Site) => site.news().filter(line => /POURED|RAN/.test(line))

describe.skipIf(uno === undefined)('water on the firmware', () => {
  test.each([1, 2, 270, 450])('pours exactly %i pulses', async pulses => {
    const site = await started()
    expect(await site.ask('POUR', pulses, 60_000)).toBe('OK')
    await site.until('it has poured', () => site.lines.some(line => line.includes('POURED')))
    expect(ends(site)).toEqual([`EVT,POURED,${pulses},done`])
    expect(site.flow.whileOpen).toBe(pulses)
    expect([...site.on]).toEqual([])
    await site.advance(100)
    expect(await site.ask('STAT')).toContain(`relay=00,flow=${pulses},`)
  })

  test('tells what became of the last pour when it is asked, the restart that broke it off included', async () => {
    const site = await started()
    expect(await site.ask('CFG', 'poured')).toBe('OK,poured,0,0,none')
    await site.ask('POUR', 450, 60_000)
    await site.until('half is poured', () => site.flow.pulses >= 200)
    expect(await site.ask('CFG', 'poured')).toMatch(/^OK,poured,1,2\d\d,running$/)
    site.reset('external')
    await site.advance(100)
    const poured = site.flow.whileOpen
    for (const _again of [1, 2]) expect(await site.ask('CFG', 'poured')).toBe(`OK,poured,1,${poured},reset`)
    await site.ask('POUR', 7, 60_000)
    await site.advance(200)
    expect(await site.ask('CFG', 'poured')).toBe('OK,poured,2,7,done')
    expect(await site.ask('CFG', 'poured', 3)).toBe('ERR,UNKNOWN')
    site.reset('power')
    await site.advance(100)
    expect(await site.ask('CFG', 'poured')).toBe('OK,poured,0,0,none')
  })

  test('tells which switches are on when it is asked, and what became of the last treatment', async () => {
    const site = await started()
    expect(await site.ask('CFG', 'inputs')).toBe('OK,inputs,16')
    site.feel('door', true)
    site.feel('leak', true)
    await site.advance(50)
    expect(await site.ask('CFG', 'inputs')).toBe(`OK,inputs,${16 + 256 + 512}`)
    await site.ask('RUN', 1_000)
    await site.advance(500)
    await site.ask('STOP')
    expect(await site.ask('CFG', 'ran')).toMatch(/^OK,ran,1,(49|50|51)\d,stopped$/)
  })

  test('tells the flow on the way, and water that nobody ordered', async () => {
    const site = await started()
    await site.ask('POUR', 300, 60_000)
    await site.advance(1_500)
    const told = site.news().filter(line => line.includes('FLOW'))
    expect(told.length).toBeGreaterThanOrEqual(2)
    site.flow.drip(3)
    await site.advance(1_000)
    expect(site.news()).toContain('EVT,FLOW,303')
    expect([...site.on]).toEqual([])
  })

  test('one pour at a time, its relays are nobody else’s, and its number counts once', async () => {
    const site = await started()
    expect(await site.askAs(50, 'POUR', 200, 60_000)).toBe('OK')
    expect(await site.askAs(50, 'POUR', 200, 60_000)).toBe('OK')
    expect(await site.ask('POUR', 10, 60_000)).toBe('ERR,BUSY')
    expect(await site.ask('OUT', 0, 1, 1_000)).toBe('ERR,BUSY')
    await site.advance(3_000)
    expect(ends(site)).toEqual(['EVT,POURED,200,done'])
    expect(site.flow.whileOpen).toBe(200)
  })

  test('a restart in mid-pour shuts the valve, tells what was poured, and pours no drop more', async () => {
    const site = await started()
    await site.askAs(77, 'POUR', 450, 60_000)
    await site.until('half is poured', () => site.flow.pulses >= 200)
    site.reset('brownout')
    await site.advance(100)
    const poured = site.flow.whileOpen
    expect([...site.on]).toEqual([])
    expect(site.news().filter(line => /BOOT|POURED/.test(line))).toEqual(['BOOT,1.0.0,brownout,2', `EVT,POURED,${poured},reset`])
    // The controller did not hear the answer and asks once more.
    expect(await site.askAs(77, 'POUR', 450, 60_000)).toBe('OK')
    await site.advance(6_000)
    expect(site.flow.whileOpen).toBe(poured)
    expect(ends(site)).toEqual([])
    expect(await site.askAs(78, 'POUR', 5, 60_000)).toBe('OK')
    await site.advance(200)
    expect(ends(site)).toEqual(['EVT,POURED,5,done'])
  })

  test('a loss of power in mid-pour shuts the valve and nothing is poured again', async () => {
    const site = await started()
    await site.ask('POUR', 450, 60_000)
    await site.advance(400)
    site.reset('power')
    await site.advance(6_000)
    expect([...site.on]).toEqual([])
    expect(site.news().filter(line => /BOOT|POURED/.test(line))).toEqual(['BOOT,1.0.0,power,2'])
  })

  test.each<[string, string, (site: Site) => unknown, number]>([
    ['timeout', 'the time is over', () => undefined, 2_100],
    ['stopped', 'STOP is said', site => site.ask('STOP'), 50],
    ['estop', 'the emergency stop is pressed', site => site.feel('estop', true), 50],
    ['door', 'the door is opened', site => site.feel('door', true), 50],
    ['leak', 'it leaks', site => site.feel('leak', true), 50],
  ])('ends with %s when %s', async (reason, _when, happen, waitMs) => {
    const site = await started()
    await site.ask('POUR', 10_000, 2_000)
    await site.advance(300)
    await happen(site)
    await site.advance(waitMs)
    expect(ends(site)).toEqual([`EVT,POURED,${site.flow.whileOpen},${reason}`])
    expect([...site.on].filter(output => output !== 'stop')).toEqual([])
  })

  test('ends when the controller falls silent', async () => {
    const site = await started()
    await site.ask('PING')
    await site.ask('POUR', 10_000, 60_000)
    await site.advance(5_100)
    expect(ends(site)).toEqual([`EVT,POURED,${site.flow.whileOpen},silence`])
    // And one that begins in silence does not run for ever either.
    await site.ask('POUR', 10_000, 60_000)
    await site.advance(5_100)
    expect(ends(site)).toHaveLength(1)
  })

  test('a pump that runs dry is switched off', async () => {
    const site = await started()
    await site.ask('CFG', 'no_flow_ms', 1_000)
    site.flow.isDry = true
    await site.ask('POUR', 450, 60_000)
    await site.advance(1_100)
    expect(ends(site)).toEqual(['EVT,POURED,0,no_flow'])
    expect([...site.on]).toEqual([])
  })

  test('pours neither through an open door nor onto a leak', async () => {
    const site = await started()
    site.feel('door', true)
    await site.advance(50)
    expect(await site.ask('POUR', 450, 60_000)).toBe('ERR,BLOCKED')
    site.feel('door', false)
    site.feel('leak', true)
    await site.advance(50)
    expect(await site.ask('POUR', 450, 60_000)).toBe('ERR,BLOCKED')
  })

  test('treats for the time ordered, and tells how long it ran when it was cut short', async () => {
    const site = await started()
    expect(await site.ask('RUN', 1_000)).toBe('OK')
    expect(await site.ask('RUN', 1_000)).toBe('ERR,BUSY')
    await site.advance(500)
    expect([...site.on]).toEqual(['treatment'])
    await site.advance(600)
    expect([...site.on]).toEqual([])
    expect(ends(site)).toEqual(['EVT,RAN,1000,done'])
    await site.ask('RUN', 60_000)
    await site.advance(500)
    site.reset('watchdog')
    await site.advance(60)
    expect([...site.on]).toEqual([])
    expect(ends(site)).toEqual([expect.stringMatching(/^EVT,RAN,(49|50)\d,reset$/)])
  })

  test('the production driver pours exactly, and learns what a restart broke off', async () => {
    const site = await started()
    const board = site.waterDriver()
    const told: string[] = []
    board.subscribe(event => {
      if (event.kind === 'poured') told.push(`${event.amount} ${event.isExact} ${event.reason}`)
      if (event.kind === 'switch' && event.on) told.push(event.name)
    })
    board.start()
    await site.until('it is ready', () => board.status().state === 'ready')
    const begin = async (pulses: number) => {
      const ordered = board.pour(pulses, 60_000)
      await site.advance(50)
      return ordered
    }
    expect(await begin(270)).toEqual({ ok: true })
    await site.until('it has poured', () => told.length > 0)
    expect(told.splice(0)).toEqual(['270 true done'])
    expect(site.flow.whileOpen).toBe(270)

    expect(await begin(450)).toEqual({ ok: true })
    await site.until('half is poured', () => site.flow.pulses >= 270 + 200)
    site.reset('brownout')
    await site.until('it is told', () => told.length > 0)
    expect(told.splice(0)).toEqual([`${site.flow.whileOpen - 270} true reset`])
    const afterReset = site.flow.whileOpen
    await site.advance(6_000)
    expect(site.flow.whileOpen).toBe(afterReset)

    site.feel('door', true)
    await site.until('the door is told', () => told.length > 0)
    expect(told.splice(0)).toEqual(['door'])
    expect(await begin(10)).toMatchObject({ ok: false, moved: 'no' })
    expect(board.switches()).toMatchObject({ door: true, leak: false })
  })

  test('the production driver loses a pour to a loss of power, and says what it heard of it as the least', async () => {
    const site = await started()
    const board = site.waterDriver()
    const told: { amount: number; isExact: boolean; reason: string }[] = []
    board.subscribe(event => {
      if (event.kind === 'poured') told.push(event)
    })
    board.start()
    await site.until('it is ready', () => board.status().state === 'ready')
    void board.pour(450, 60_000)
    await site.until('half is poured', () => site.flow.pulses >= 200)
    site.reset('power')
    await site.until('it is told', () => told.length > 0)
    const [end] = told
    expect(end).toMatchObject({ isExact: false, reason: 'power' })
    expect(end?.amount).toBeGreaterThan(0)
    expect(end?.amount).toBeLessThanOrEqual(site.flow.whileOpen)
    expect([...site.on]).toEqual([])
  })

  test('the production driver treats for the time ordered', async () => {
    const site = await started()
    const board = site.treatmentDriver()
    const told: string[] = []
    board.subscribe(event => {
      if (event.kind === 'ran') told.push(`${event.amount} ${event.isExact} ${event.reason}`)
    })
    board.start()
    await site.until('it is ready', () => board.status().state === 'ready')
    void board.run(3_000)
    await site.advance(1_000)
    expect([...site.on]).toEqual(['treatment'])
    await site.until('it has run', () => told.length > 0)
    expect(told).toEqual(['3000 true done'])
    expect([...site.on]).toEqual([])
  })
})
