import { publicQuality } from '@palang/protocol'
import { expect, test } from 'vitest'
import { qualityCode } from '../../water/quality-code.ts'
import { bandOf, curveOf } from '../../water/quality-drawing.ts'
import { languageFor } from '../../water/quality-words.ts'
import { waterHub } from './testing/water-hub.ts'

async function hub() {
  const made = await waterHub({ name: 'Air <lobi>' })
  const { live, app, call, clock } = made
  const measured = (change: object = {}) =>
    live.publish({
      type: 'water_quality',
      machineId: 'vending-1',
      payload: {
        at: '2026-01-20T03:32:00.000Z',
        tds: 120.5,
        ph: 7.1,
        temperature: 27.3,
        average: { tds: 120, ph: 7.1 },
        verdict: 'good',
        reasons: [],
        interlock: 'open',
        ...change,
      },
    })
  const ask = async () => publicQuality.parse((await call('GET', '/api/public/quality/vending-1', { as: undefined })).json)
  const page = async (query = '', headers: Record<string, string> = {}) =>
    (await app.request(`/quality/vending-1${query}`, { headers })).text()
  const later = () => clock.advance(5_000)
  return { ...made, measured, ask, page, later }
}

test('anybody is told the quality, and nothing of money, devices or people', async () => {
  const { measured, ask } = await hub()
  measured({ locked_by: 'user:siti', secret: 'x' })
  const told = await ask()
  expect(told).toMatchObject({ verdict: 'good', tds: 120.5, at: '2026-01-20T03:32:00.000Z', selling: null, thresholds: { tds_max: 300 } })
  expect(JSON.stringify(told)).not.toMatch(/siti|secret|interlock/)
})

test('of a machine that is away nobody says that its water is good', async () => {
  const { measured, ask, live, later } = await hub()
  expect(await ask()).toMatchObject({ verdict: 'unknown', at: null, tds: null })
  measured()
  live.publish({ type: 'presence', machineId: 'vending-1', payload: { online: false } })
  await later()
  expect(await ask()).toMatchObject({ verdict: 'unknown', selling: null, tds: 120.5 })
})

test('a machine is looked at once in five seconds, however many ask', async () => {
  const { measured, ask, later } = await hub()
  measured()
  await ask()
  measured({ verdict: 'bad', reasons: ['tds_high'] })
  expect((await ask()).verdict).toBe('good')
  await later()
  expect(await ask()).toMatchObject({ verdict: 'bad', reasons: ['tds_high'] })
})

test('the page speaks the language of whoever opens it, has no scripts, and takes no name for markup', async () => {
  const { measured, page } = await hub()
  measured({ reasons: ['ph_low'], verdict: 'bad' })
  const [indonesian, english] = [await page(), await page('', { 'accept-language': 'en-US,id;q=0.5' })]
  expect(indonesian).toContain('pH terlalu rendah')
  expect(english).toContain('pH too low')
  expect(await page('?lang=id', { 'accept-language': 'en' })).toContain('<html lang="id">')
  expect(english).toContain('Air &lt;lobi&gt;')
  expect(english).not.toMatch(/<script|<lobi>/)
  expect(english).toContain('today 10:32')
})

test('an old measurement is told with its age, and of a machine that is away it is said that it is', async () => {
  const { measured, page, live, clock } = await hub()
  measured()
  const now = await page()
  expect(now).toContain('hari ini 10:32 (6 jam yang lalu)')
  expect(now).not.toContain('tidak terhubung')
  live.publish({ type: 'presence', machineId: 'vending-1', payload: { online: false } })
  await clock.advance(24 * 3_600_000)
  expect(await page()).toContain('Terakhir diukur 20 Januari 2026 10:32 (30 jam yang lalu)')
  const english = await page('?lang=en')
  expect(english).toContain('Last measured January 20, 2026 10:32 (30 hours ago)')
  expect(english).toContain('The machine is not connected now')
  expect(english).not.toContain('is not sold')
})

test('the numbers beside the curves are written as the reader writes them', async () => {
  const { page, call, clock } = await hub()
  await call('POST', '/api/v1/machines/vending-1/update_quality', { json: { tds: 120.5, ph: 7.1 } })
  const axis = (text: string) => [...text.matchAll(/text-anchor="end">([^<]*)</g)].map(([, label]) => label?.trim())
  expect(axis(await page())).toEqual(['300', '0', '8,5', '6,5'])
  await clock.advance(5_000)
  expect(axis(await page('?lang=en'))).toEqual(['300', '0', '8.5', '6.5'])
})

test('a machine that announced itself has its page until it is removed, and old numbers of it are no verdict', async () => {
  const { app, call, later } = await hub()
  const ask = async () => {
    await later()
    return (await call('GET', '/api/public/quality/vending-11', { as: undefined })).json
  }
  const post = (at: string) =>
    call('POST', '/api/v1/machines/vending-11/update_quality', { as: 'announcer', json: { tds: 120.5, ph: 7.1, at } })
  expect(await ask()).toMatchObject({ code: 'not_found' })
  for (const second of [1, 2, 3]) await post(`2026-01-20T07:30:0${second}.000Z`)
  expect(await ask()).toMatchObject({ machine: 'vending-11', at: '2026-01-20T07:30:03.000Z', verdict: 'unknown', selling: null })
  for (const second of [1, 2, 3]) await post(`2026-01-20T10:30:0${second}.000Z`)
  expect(await ask()).toMatchObject({ tds: 120.5, verdict: 'good' })
  expect((await app.request('/quality/vending-11')).status).toBe(200)
  await call('DELETE', '/api/v1/machines/vending-11', { as: 'admin' })
  expect(await ask()).toMatchObject({ code: 'not_found' })
})

test('the page may be kept for seconds and by language, loads nothing, sets no cookie, and is not found by search engines', async () => {
  const { app } = await hub()
  const { headers } = await app.request('/quality/vending-1')
  expect(headers.get('cache-control')).toBe('public, max-age=5')
  expect(headers.get('vary')?.toLowerCase()).toContain('accept-language')
  expect(headers.get('content-security-policy')).toContain("default-src 'self'")
  expect(headers.get('set-cookie')).toBeNull()
  expect((await app.request('/quality/nobody')).headers.get('cache-control')).not.toBe('public, max-age=5')
})

test.each(['/quality/gate_in', '/quality/nobody', '/api/public/quality/gate_in', '/api/public/quality/nobody'])(
  '%s is not there',
  async path => {
    const { call } = await hub()
    expect((await call('GET', path, { as: undefined })).status).toBe(404)
  },
)

test('a person whose address leads to no machine gets a page in the language asked for, a program the problem', async () => {
  const { app } = await hub()
  const ask = async (accept: string, query = '') => {
    const answer = await app.request(`/quality/nope${query}`, { headers: { accept } })
    return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() }
  }
  const person = await ask('text/html,application/xhtml+xml,*/*;q=0.8')
  expect(person).toMatchObject({ status: 404, type: expect.stringContaining('text/html') })
  expect(person.text).toContain('Mesin ini tidak ada')
  expect((await ask('text/html', '?lang=en')).text).toContain('There is no such machine')
  for (const accept of ['application/json', '*/*'])
    expect(await ask(accept)).toMatchObject({ status: 404, type: 'application/problem+json' })
})

test('the code for the door is a picture, of water machines only', async () => {
  const { app, call } = await hub()
  const headers = { authorization: 'Bearer operator-token-00000000000000000000000000000' }
  const code = await app.request('/api/v1/machines/vending-1/quality-code.svg', { headers })
  expect([code.status, code.headers.get('content-type')]).toEqual([200, 'image/svg+xml'])
  expect(await code.text()).toMatch(/^<svg/)
  expect((await call('GET', '/api/v1/machines/gate_in/quality-code.svg')).status).toBe(501)
})

test.each([
  [undefined, 'http://10.0.0.4:8000'],
  ['https://example.id/depot/', 'https://example.id/depot'],
])('with %s as the address customers reach the hub at, the code leads to a page below %s', async (publicUrl, hubUrl) => {
  const { app, services } = await hub()
  Object.assign(services.site, { water: { ...services.site.water, public_url: publicUrl } })
  const headers = { authorization: 'Bearer operator-token-00000000000000000000000000000' }
  const code = await app.request('http://10.0.0.4:8000/api/v1/machines/vending-1/quality-code.svg', { headers })
  expect(await code.text()).toBe(qualityCode(hubUrl, 'vending-1'))
})

test.each([
  [undefined, undefined, 'id'],
  [undefined, 'en', 'en'],
  [undefined, 'fr, en;q=0.8, id;q=0.5', 'en'],
  [undefined, 'id-ID,en;q=0.9', 'id'],
  ['en', 'id', 'en'],
  ['xx', 'de', 'id'],
])('?lang=%s and Accept-Language %s: %s', (wanted, accepted, language) => {
  expect(languageFor(wanted, accepted)).toBe(language)
})

test('a value beyond the scale widens it, and its mark stays inside', () => {
  const scale = { least: 6.5, most: 8.5, from: 5, to: 10 }
  expect(bandOf(7.5, scale)).toMatchObject({ valueX: 160, leastX: 96, mostX: 224 })
  expect(bandOf(13, scale)).toMatchObject({ valueX: 310, leastX: 60 })
  expect(bandOf(null, scale).valueX).toBeNull()
})

test('an hour without readings is a hole in the curve, and an hour alone a dot', () => {
  const points = [1, 2, 5].map(hour => ({ hour, value: 100 }))
  const { lines, dots } = curveOf(points, { least: 0, most: 300 })
  expect([lines.length, dots.length]).toEqual([1, 2])
  expect(lines[0]?.split(' ')).toHaveLength(2)
})
