import { expect, test } from 'vitest'
import { readOzoneArguments } from './ozone-arguments.ts'

const hub = ['--hub', 'mqtt://127.0.0.1:1883']
const read = (...given: string[]) => readOzoneArguments(given, {})

test('units at a broker are one command; ids are addresses, and the same seed gives the same', () => {
  const given = read('--units', '3', ...hub)
  expect(given).toMatchObject({ ok: true, value: { api: undefined, login: undefined, mapping: { name: 'ozon' }, faults: [] } })
  const five = read('--units', '5', ...hub)
  if (!given.ok || !five.ok || given.value === 'help' || five.value === 'help') throw new Error('refused')
  expect(new Set(five.value.deviceIds).size).toBe(5)
  expect(five.value.deviceIds.slice(0, 3)).toEqual(given.value.deviceIds)
  for (const id of five.value.deviceIds) expect(id).toMatch(/^3C:8A:1F(:[0-9A-F]{2}){3}$/)
})

test('five thousand units have five thousand names', () => {
  const given = read('--units', '5000', ...hub)
  expect(given.ok && given.value !== 'help' && new Set(given.value.deviceIds).size).toBe(5_000)
})

test('a token makes tokens at the hub of the same host unless told otherwise; it may come from the environment', () => {
  const api = { url: 'http://127.0.0.1:8000', token: 'secret', prepare: false }
  expect(read('--units', '1', ...hub, '--token', 'secret')).toMatchObject({ ok: true, value: { api } })
  expect(readOzoneArguments(['--units', '1', ...hub], { PALANG_TOKEN: 'secret' })).toMatchObject({ ok: true, value: { api } })
  const elsewhere = ['--token', 'secret', '--api', 'https://hub.local', '--prepare']
  expect(read('--units', '1', ...hub, ...elsewhere)).toMatchObject({
    ok: true,
    value: { api: { url: 'https://hub.local', token: 'secret', prepare: true } },
  })
})

test('one user for all asks no hub for tokens, whatever the environment holds', () => {
  const given = ['--ids', 'a,b', ...hub, '--user', 'ozon', '--password', 'p']
  expect(readOzoneArguments(given, { PALANG_TOKEN: 'secret' })).toMatchObject({
    ok: true,
    value: { deviceIds: ['a', 'b'], api: undefined, login: { username: 'ozon', password: 'p' } },
  })
})

test('how they speak, when they are open and what befalls them', () => {
  const how = ['--mapping', 'telemetry', '--identity', '--phases', '--open', '22-5', '--zone', 'Asia/Makassar', '--length', '0']
  expect(
    read('--units', '2', '--ids', 'plain', ...hub, ...how, '--faults', 'offline,swap', '--for', '5', '--truth', 't.json'),
  ).toMatchObject({
    ok: true,
    value: {
      deviceIds: ['ozon-1', 'ozon-2'],
      mapping: { name: 'telemetry' },
      tellsIdentity: true,
      tellsPhases: true,
      hours: { from: 22, to: 5, timezone: 'Asia/Makassar' },
      lengthS: 0,
      faults: ['offline', 'swap'],
      seconds: 5,
      truth: 't.json',
    },
  })
})

test.each([
  [['--units', '5001', ...hub], '--units: expected a whole number from 1 to 5000'],
  [[...hub], '--units: expected a whole number'],
  [['--units', '2', '--ids', 'a,b', ...hub], '--units: not beside'],
  [['--ids', 'a/b', ...hub], '--ids: "a/b" is not the id of a device'],
  [['--units', '1', '--hub', 'http://127.0.0.1'], '--hub: expected the address of a broker'],
  [['--units', '1', ...hub, '--mapping', 'other'], '--mapping: expected ozon or telemetry'],
  [['--units', '1', ...hub, '--prepare'], '--token: expected'],
  [['--units', '1', ...hub, '--user', 'a'], '--user and --password: expected both'],
  [['--units', '1', ...hub, '--user', 'a', '--password', 'b', '--token', 'c'], '--token: not beside --user'],
  [['--units', '1', ...hub, '--open', '8-8'], '--open: expected two hours'],
  [['--units', '1', ...hub, '--open', 'noon'], '--open: expected two hours'],
  [['--units', '1', ...hub, '--zone', 'Mars/Olympus'], '--zone: there is no time zone'],
  [['--units', '1', ...hub, '--faults', 'offline,fire'], '--faults: there is no "fire"'],
])('%j is a mistake', (given, mistake) => {
  expect(read(...given)).toMatchObject({ ok: false, mistakes: [expect.stringContaining(mistake)] })
})
