/** Coins as the firmware itself counts them, on an emulated processor. */
import { describe, expect, test } from 'vitest'
import type { CoinManner } from './testing/coin-acceptor.ts'
import { type Built, built, missing, Site } from './testing/site.ts'
import { coinPins } from './testing/wiring.ts'

const uno = missing.length === 0 ? await built('uno') : undefined
const mega = missing.length === 0 ? await built('mega') : undefined

/** A board that has been on for a while and looks at the pin of its coin acceptor. */
async function started(board: Built | undefined = uno): Promise<Site> {
  if (board === undefined) throw new Error('not built')
  const site = new Site(board)
  await site.advance(60)
  expect(await site.ask('CFG', 'coin_pin', coinPins[board.board.name])).toBe(`OK,coin_pin,${coinPins[board.board.name]}`)
  await site.advance(1_200)
  site.news()
  return site
}

const told = (site: Site) => site.news().filter(line => line.includes('COIN'))

describe.skipIf(uno === undefined)('coins on the firmware', () => {
  test.each<[string, CoinManner]>([
    ['quick', { widthMs: 20, pauseMs: 20 }],
    ['usual', { widthMs: 30, pauseMs: 70 }],
    ['slow', { widthMs: 100, pauseMs: 100 }],
    ['bouncing', { widthMs: 30, pauseMs: 40, bounces: 8 }],
  ])('%s pulses are counted exactly, and told once after each coin', async (_name, manner) => {
    const site = await started()
    let sum = 0
    for (const pulses of [1, 2, 10]) {
      sum += pulses
      await site.advance(site.coins.insert(pulses, manner) + 300)
      expect(told(site)).toEqual([`EVT,COIN,${sum}`])
    }
    expect(await site.ask('CFG', 'coins')).toBe('OK,coins,13,1,0')
  })

  test('the Mega counts on a pin of its own', async () => {
    const site = await started(mega)
    await site.advance(site.coins.insert(5) + 300)
    expect(told(site)).toEqual(['EVT,COIN,5'])
    site.feel('loop1', true)
    await site.advance(50)
    expect(site.news()).toEqual(['EVT,LOOP1,1'])
  })

  test('a burst of coins without a pause is counted to the last pulse, and told on the way', async () => {
    const site = await started()
    await site.advance(site.coins.insert(150, { widthMs: 20, pauseMs: 30 }) + 300)
    const lines = told(site)
    expect(lines.at(-1)).toBe('EVT,COIN,150')
    expect(lines).toHaveLength(2)
  })

  test('pulses count while the board writes a setting, moves the barrier and answers', async () => {
    const site = await started()
    const lastsMs = site.coins.insert(30, { widthMs: 20, pauseMs: 20 })
    await site.ask('CFG', 'move_ms', 7_000)
    await site.ask('OPEN', 5_000)
    for (let i = 0; i < 10; i += 1) await site.ask('STAT')
    await site.advance(lastsMs + 300)
    expect(told(site).at(-1)).toBe('EVT,COIN,30')
  })

  test.each([
    ['noise shorter than a contact bounces', 4],
    ['a short circuit, or an acceptor without power', 350],
  ])('%s is no coin', async (_name, forMs) => {
    const site = await started()
    site.coins.hold(forMs)
    await site.advance(forMs + 400)
    expect(told(site)).toEqual([])
    expect(await site.ask('CFG', 'coins')).toBe('OK,coins,0,1,0')
    await site.advance(site.coins.insert(2) + 300)
    expect(told(site)).toEqual(['EVT,COIN,2'])
  })

  test('what an acceptor does while power comes is no coin', async () => {
    const site = await started()
    await site.advance(site.coins.insert(3) + 300)
    expect(told(site)).toEqual(['EVT,COIN,3'])
    site.reset('power')
    await site.advance(100)
    site.coins.hold(50)
    await site.advance(2_000)
    expect(told(site)).toEqual([])
    expect(await site.ask('CFG', 'coins')).toBe('OK,coins,0,2,0')
  })

  test('the count outlives a restart, which is told with it, and begins anew with the power', async () => {
    const site = await started()
    await site.advance(site.coins.insert(4) + 300)
    expect(told(site)).toEqual(['EVT,COIN,4'])
    for (const cause of ['external', 'watchdog', 'brownout'] as const) {
      site.reset(cause)
      await site.advance(400)
      expect(site.news().map(line => line.split(',').slice(0, 3).join(','))).toEqual([expect.stringMatching(/^BOOT/), 'EVT,COIN,4'])
    }
    await site.advance(site.coins.insert(1) + 300)
    expect(await site.ask('CFG', 'coins')).toBe('OK,coins,5,1,0')
    site.reset('power')
    await site.advance(1_500)
    await site.advance(site.coins.insert(2) + 300)
    expect(await site.ask('CFG', 'coins')).toBe('OK,coins,2,5,0')
  })

  test('a restart in the middle of a coin loses what fell into it, and says that one is torn', async () => {
    const site = await started()
    site.coins.insert(10)
    await site.advance(450)
    site.reset('watchdog')
    await site.advance(1_000)
    const [, total, since, torn] = (await site.ask('CFG', 'coins')).split(',').slice(1).map(Number)
    expect([since, torn]).toEqual([1, 1])
    expect(total).toBeGreaterThanOrEqual(8)
    expect(total).toBeLessThanOrEqual(10)
    site.reset('watchdog')
    await site.advance(100)
    expect(await site.ask('CFG', 'coins')).toBe(`OK,coins,${total},1,1`)
  })

  test('a lost event is made good by the next one, and by asking', async () => {
    const site = await started()
    await site.advance(site.coins.insert(1) + 300)
    site.lines.length = 0
    await site.advance(site.coins.insert(2) + 300)
    expect(told(site)).toEqual(['EVT,COIN,3'])
    expect(await site.ask('CFG', 'coins')).toBe('OK,coins,3,1,0')
  })

  test('the pin has no other use while coins are wired to it, and gets it back', async () => {
    const site = await started()
    site.coins.hold(50)
    await site.advance(400)
    expect(site.news()).toEqual(['EVT,COIN,1'])
    expect(await site.ask('CFG', 'coin_pin', 2)).toBe('OK,coin_pin,2')
    site.flow.drip(3)
    await site.advance(1_000)
    expect(site.news().some(line => line.includes('FLOW'))).toBe(false)
    expect(await site.ask('CFG', 'coin_pin', 0)).toBe('OK,coin_pin,0')
    site.feel('loop1', true)
    site.flow.drip(3)
    await site.advance(1_000)
    expect(site.news()).toEqual(expect.arrayContaining(['EVT,LOOP1,1', 'EVT,FLOW,3']))
    for (const pin of ['1', '5', '13', '21', 'x']) expect(await site.ask('CFG', 'coin_pin', pin)).toBe('ERR,RANGE')
  })

  test('which pin it is survives a loss of power, together with the other settings', async () => {
    const site = await started()
    await site.ask('CFG', 'move_ms', 7_000)
    site.reset('power')
    await site.advance(1_200)
    expect(await site.ask('CFG', 'coin_pin')).toBe('OK,coin_pin,3')
    expect(await site.ask('CFG', 'move_ms')).toBe('OK,move_ms,7000')
    await site.advance(site.coins.insert(2) + 300)
    expect(told(site)).toEqual(['EVT,COIN,2'])
  })
})
