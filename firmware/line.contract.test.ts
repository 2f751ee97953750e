/** The line protocol as the firmware itself keeps to it. */
import { describe, expect, test } from 'vitest'
import { encodeCommand } from '../controllers/src/devices/board/drivers/palang-line/codec.ts'
import { built, type Built, missing, Site } from './testing/site.ts'

const emulated: Built[] = missing.length === 0 ? [await built('uno'), await built('mega')] : []
const [uno] = emulated

async function started(one: Built | undefined = uno): Promise<Site> {
  if (one === undefined) throw new Error('not built')
  const site = new Site(one)
  await site.advance(60)
  site.news()
  return site
}

/** The record of settings as the first version wrote it, with so many of its bits flipped. */
function settingsOfVersion1({ moveMs, pulseMs, damage }: { moveMs: number; pulseMs: number; damage: number }): Uint8Array {
  const record = Buffer.alloc(36)
  record[0] = 1
  const values = [moveMs, 10_000, 500, pulseMs, 100, 388, 0, 5_000]
  values.forEach((value, index) => record.writeUInt32LE(value, 2 + index * 4))
  let sum = 0xffff
  for (const byte of record.subarray(0, 34)) {
    sum ^= byte
    for (let bit = 0; bit < 8; bit += 1) sum = sum & 1 ? (sum >> 1) ^ 0xa001 : sum >> 1
  }
  record.writeUInt16LE(sum, 34)
  record.writeUInt8(record.readUInt8(2) ^ damage, 2)
  return record
}

describe.skipIf(uno === undefined)('the line of the firmware', () => {
  test.each(['uno', 'mega'])('%s says who it is and how it stands', async name => {
    const site = await started(emulated.find(one => one.board.name === name))
    expect(await site.ask('ID')).toBe(`OK,palang,1.0.0,${name},1`)
    expect(await site.ask('STAT')).toMatch(/^OK,gate=closed,loop1=0,loop2=0,beam=0,relay=00,flow=0,up=\d+$/)
    site.feel('loop1', true)
    site.feel('beam', true)
    await site.advance(50)
    expect(site.news()).toEqual(['EVT,BEAM,1', 'EVT,LOOP1,1'])
    expect(await site.ask('STAT')).toContain('gate=closed,loop1=1,loop2=0,beam=1')
  })

  test('answers and refuses as the protocol says', async () => {
    const site = await started()
    for (const [fields, answer] of [
      [['PING'], 'OK'],
      [['OPEN'], 'ERR,RANGE'],
      [['OPEN', '-1'], 'ERR,RANGE'],
      [['OPEN', '01'], 'ERR,RANGE'],
      [['OPEN', '600001'], 'ERR,RANGE'],
      [['OUT', '3', '1', '100'], 'ERR,RANGE'],
      [['OUT', '0', '2', '100'], 'ERR,RANGE'],
      [['OUT', '0', '1', '0'], 'ERR,RANGE'],
      [['POUR', '0', '1000'], 'ERR,RANGE'],
      [['POUR', '450'], 'ERR,RANGE'],
      [['RUN', '0'], 'ERR,RANGE'],
      [['DANCE'], 'ERR,UNKNOWN'],
      [['CFG'], 'ERR,UNKNOWN'],
      [['CFG', 'colour'], 'ERR,UNKNOWN'],
      [['CFG', 'move_ms'], 'OK,move_ms,4000'],
      [['CFG', 'move_ms', '1'], 'ERR,RANGE'],
      [['CFG', 'safe_state', 'close'], 'OK,safe_state,close'],
      [['CFG', 'safe_state', 'sideways'], 'ERR,RANGE'],
    ] as const) {
      const [word, ...args] = fields
      expect([...fields, await site.ask(word, ...args)].join(' ')).toBe([...fields, answer].join(' '))
    }
    expect([...site.on]).toEqual([])
  })

  test('damaged lines are refused under their number, noise is passed over, and nothing moves', async () => {
    const site = await started()
    for (const [bytes, answer] of [
      ['$9,OPEN,1000*00\n', '$9,ERR,CHECKSUM'],
      ['$70000,OPEN,0*00\n', '$0,ERR,CHECKSUM'],
      [`$7,OPEN,0${'0'.repeat(60)}\n`, '$0,ERR,RANGE'],
      ['no dollar\r\n\n\0\u00ff\n', undefined],
      [`noise${encodeCommand(8, 'PING')}\r\n`, '$8,OK'],
    ] as const) {
      site.lines.length = 0
      site.send(bytes)
      await site.advance(20)
      expect(site.lines.map(line => line.slice(0, -3))).toEqual(answer === undefined ? [] : [answer])
    }
    expect(site.arm.sent).toEqual({ up: 0, down: 0 })
  })

  test('a line cut at any byte moves nothing; broken off it takes the next with it, which is told, and the one after is heard', async () => {
    const site = await started()
    const whole = encodeCommand(500, 'OPEN', [1000])
    for (let length = 0; length < whole.length; length++) {
      site.send(`${whole.slice(0, length)}\n`)
      expect(await site.ask('PING')).toBe('OK')
      if (length === 0) continue
      site.lines.length = 0
      site.send(`${whole.slice(0, length)}${encodeCommand(501, 'PING')}\n`)
      await site.advance(20)
      expect(site.lines.map(line => line.replace(/^\$\d+,/, '').slice(0, -3))).toEqual(['ERR,CHECKSUM'])
      expect(await site.ask('PING')).toBe('OK')
    }
    expect(site.arm.sent.up).toBe(0)
    site.send(`${whole}\n`)
    await site.advance(20)
    expect(site.arm.sent.up).toBe(1)
  })

  test('any changed bit of an order is noticed', async () => {
    const site = await started()
    const line = Buffer.from(`${encodeCommand(60_000, 'OPEN', [1000])}\n`, 'latin1')
    for (let bit = 0; bit < (line.length - 1) * 8; bit += 3) {
      const damaged = Buffer.from(line)
      damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      site.send(damaged)
      expect(await site.ask('PING')).toBe('OK')
    }
    expect(site.arm.sent.up).toBe(0)
  })

  test('the same number twice in a row gives the stored answer and acts once', async () => {
    const site = await started()
    expect(await site.askAs(7, 'OPEN', 0)).toBe('OK')
    await site.until('the arm is up', () => site.arm.position === 'open')
    expect(await site.askAs(8, 'CLOSE')).toBe('OK')
    await site.until('the arm is down', () => site.arm.position === 'closed')
    await site.advance(50)
    expect(await site.askAs(8, 'OPEN', 0)).toBe('OK')
    await site.advance(50)
    expect(site.arm.sent).toEqual({ up: 1, down: 1 })
    expect(await site.askAs(65_535, 'OPEN', 0)).toBe('OK')
    await site.advance(50)
    expect(site.arm.sent.up).toBe(2)
  })

  test('relays set to switch on with a low pin do so from the next start: what is off does not go on by the setting', async () => {
    const site = await started()
    expect(await site.ask('CFG', 'relay_low', 1)).toBe('OK,relay_low,1')
    expect(await site.ask('RUN', 1_000)).toBe('OK')
    await site.advance(50)
    expect([...site.on]).toEqual(['treatment'])
  })

  test('a board that gets newer firmware keeps its settings, and a damaged record is none', async () => {
    const site = await started()
    for (const [damage, kept] of [
      [0, ['OK,move_ms,9000', 'OK,pulse_ms,250', 'OK,coin_pin,0']],
      [1, ['OK,move_ms,4000', 'OK,pulse_ms,0', 'OK,coin_pin,0']],
    ] as const) {
      site.keep(16, settingsOfVersion1({ moveMs: 9_000, pulseMs: 250, damage }))
      site.reset('power')
      await site.advance(60)
      for (const answer of kept) expect(await site.ask('CFG', answer.split(',')[1] ?? '')).toBe(answer)
    }
  })

  test('settings and the count of starts survive a loss of power', async () => {
    const site = await started()
    expect(await site.ask('CFG', 'move_ms', 7000)).toBe('OK,move_ms,7000')
    expect(await site.ask('CFG', 'safe_state', 'open')).toBe('OK,safe_state,open')
    site.reset('power')
    await site.until('the board is back', () => site.lines.some(line => line.includes('BOOT')))
    expect(site.news()).toEqual(['BOOT,1.0.0,power,2'])
    expect(await site.ask('CFG', 'move_ms')).toBe('OK,move_ms,7000')
    expect(await site.ask('CFG', 'safe_state')).toBe('OK,safe_state,open')
    expect(await site.ask('CFG', 'clear_ms')).toBe('OK,clear_ms,500')
  })

  test('each reset tells its cause; where a boot loader hides it, memory that survived shows that power was not lost', async () => {
    const site = await started()
    const told: string[] = []
    for (const cause of ['external', 'brownout', 'watchdog', 'bootloader', 'power'] as const) {
      site.reset(cause)
      await site.advance(60)
      told.push(...site.news())
    }
    expect(told).toEqual(['external', 'brownout', 'watchdog', 'unknown', 'power'].map((cause, index) => `BOOT,1.0.0,${cause},${index + 2}`))
  })

  test('a program that stands still loses its outputs in a second and is restarted in two', async () => {
    const site = await started()
    await site.ask('OPEN', 0)
    await site.ask('OUT', 1, 1, 600_000)
    await site.advance(100)
    expect([...site.on].sort()).toEqual(['pump', 'raise'])
    site.hang()
    await site.advance(1_200)
    expect([...site.on]).toEqual([])
    site.news()
    await site.advance(1_200)
    expect(site.news()[0]).toBe('BOOT,1.0.0,watchdog,2')
    expect(await site.ask('STAT')).toContain('gate=fault')
  })
})
