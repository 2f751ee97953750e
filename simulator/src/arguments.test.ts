import { expect, test } from 'vitest'
import { readArguments } from './arguments.ts'

const hub = 'http://127.0.0.1:8000'

test('a fleet of light machines is one command; the token may come from the environment', () => {
  const fleet = { count: 50, first: 1, hub, token: 'secret', everyS: 10, seconds: undefined }
  expect(readArguments(['--water', '50', '--hub', hub, '--token', 'secret'])).toMatchObject({ ok: true, value: { fleet } })
  expect(readArguments(['--water', '50', '--hub', hub], { PALANG_TOKEN: 'secret' })).toMatchObject({ ok: true, value: { fleet } })
  const short = ['--water', '3', '--hub', hub, '--token', 'secret', '--first', '11', '--every', '2', '--for', '5']
  expect(readArguments(short)).toMatchObject({ ok: true, value: { fleet: { count: 3, first: 11, everyS: 2, seconds: 5 } } })
})

test('without --water there is no fleet, and nothing is asked of one', () => {
  expect(readArguments([])).toMatchObject({ ok: true, value: { fleet: undefined, writeSite: undefined } })
})

test.each([
  [['--water', '0', '--hub', hub, '--token', 't'], '--water: expected a whole number from 1 to 10000'],
  [['--water', 'many', '--hub', hub, '--token', 't'], '--water: expected a whole number'],
  [['--water', '5', '--token', 't'], '--hub: expected the address'],
  [['--water', '5', '--hub', 'palang', '--token', 't'], '--hub: expected the address'],
  [['--water', '5', '--hub', hub], '--token: expected a token'],
  [['--water', '5', '--hub', hub, '--token', 't', '--every', '0'], '--every: expected a number of seconds'],
  [['--write-site', '201'], '--write-site: expected a whole number from 1 to 200'],
])('%j is a mistake', (given, mistake) => {
  expect(readArguments(given)).toMatchObject({ ok: false, mistakes: [expect.stringContaining(mistake)] })
})
