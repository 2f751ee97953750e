import { expect, test } from 'vitest'
import { pathMistakes } from './document-paths.ts'

const files = [
  'README.md',
  'hub/src/hub.ts',
  'controllers/src/devices/reader/drivers/newline/codec.ts',
  'docs/operations/tls.md',
  'docs/pictures/a.png',
]
const mistakes = (text: string, file = 'README.md') => pathMistakes(new Map([[file, text]]), files)

test.each([
  '`hub/src/hub.ts`, `hub/src/` and `controllers/src/devices/<kind>/drivers/<model>/codec.ts`',
  '`controllers/src/devices/*/drivers`',
  '[TLS](docs/operations/tls.md#renewal) ![a](docs/pictures/a.png) [web](https://example.org/x) [here](#here)',
  'what is not ours: `dist/kiosk/x`, `GET /api/status`, `and/or`',
])('what leads somewhere is right: %s', text => {
  expect(mistakes(text)).toEqual([])
})

test.each([
  ['a file that was moved', 'see\n`hub/src/old.ts`', 'README.md:2: hub/src/old.ts is not there'],
  ['a folder', '`controllers/src/devices/<kind>/port`', 'README.md:1: controllers/src/devices/<kind>/port is not there'],
  ['part of a name', '`hub/src/hub`', 'README.md:1: hub/src/hub is not there'],
  ['a link', '[TLS](docs/tls.md)', 'README.md:1: docs/tls.md is not there'],
])('it sees %s', (_what, text, mistake) => {
  expect(mistakes(text)).toEqual([mistake])
})

test('a link begins at its document', () => {
  expect(mistakes('[hub](../../hub/src/hub.ts) [TLS](tls.md)', 'docs/operations/backup.md')).toEqual([])
})

test('what was decided stays as it was', () => {
  expect(mistakes('`hub/src/old.ts`', 'docs/decisions/0001-x.md')).toEqual([])
})
