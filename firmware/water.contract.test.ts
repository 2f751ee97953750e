/** Water and treatment as the firmware itself measures them, on an emulated processor. */
import { describe, expect, test } from 'vitest'
import { built, missing, Site } from './testing/site.ts'
import { waterLineContract } from './testing/water-line.contract.ts'

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
  waterLineContract('the firmware of the Uno', async () => {
    const site = await started()
    return {
      ask: (word, ...args) => site.ask(word, ...args),
      askAs: (number, word, ...args) => site.askAs(number, word, ...args),
      news: () => site.news(),
      feel: (one, on) => site.feel(one, on),
      runDry: () => void (site.flow.isDry = true),
      reset: cause => site.reset(cause),
      advance: byMs => site.advance(byMs),
      came: () => site.flow.pulses,
    }
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

  test('the production driver of a treatment tells the door as it is and as it changes, and is stopped for it', async () => {
    const site = await started()
    site.feel('door', true)
    const board = site.treatmentDriver()
    const told: string[] = []
    board.subscribe(event => {
      if (event.kind === 'switch') told.push(`${event.name} ${event.on}`)
      if (event.kind === 'ran') told.push(event.reason)
    })
    board.start()
    await site.until('the switches are known', () => board.switches().door === true)
    expect(board.switches()).toEqual({ door: true, emergency_stop: false })
    site.feel('door', false)
    await site.until('it is shut', () => board.switches().door === false)
    void board.run(60_000)
    await site.until('it runs', () => site.on.has('treatment'))
    told.length = 0
    site.feel('door', true)
    await site.until('it is told', () => told.length > 0)
    void board.halt()
    await site.until('it has stopped', () => told.length > 1)
    expect([told, site.on.has('treatment')]).toEqual([['door true', 'stopped'], false])
  })
})
