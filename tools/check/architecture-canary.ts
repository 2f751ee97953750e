/**
 * Files that break every rule once. The checker must report all of them and nothing else in them; a checker that stays
 * silent here checks nothing and must not be believed about the real tree.
 */
import { checkArchitecture, type Rule, type SourceTree } from './architecture.ts'

interface Canary {
  file: string
  source: string
  rule: Rule
}

const canaries: readonly Canary[] = [
  { file: 'protocol/src/a.ts', source: `import { backoff } from '@palang/kit'\nbackoff`, rule: 'import' },
  { file: 'protocol/src/b.ts', source: `import fs from 'node:fs'\nfs`, rule: 'foreign-import' },
  { file: 'kit/src/a.ts', source: `export { gateStatus } from '../../protocol/src/index.ts'`, rule: 'import' },
  { file: 'tariff/src/a.ts', source: `import dayjs from 'dayjs'\ndayjs`, rule: 'foreign-import' },
  { file: 'config/a.ts', source: `import { Hub } from '../hub/src/hub.ts'\nHub`, rule: 'import' },
  { file: 'client/src/a.ts', source: `import { openLog } from '@palang/kit/log'\nopenLog`, rule: 'import' },
  { file: 'client/src/b.ts', source: `import net from 'node:net'\nnet`, rule: 'foreign-import' },
  { file: 'hub/src/domain/a.ts', source: `import type { Server } from '../edges/http/server.ts'\nexport type A = Server`, rule: 'import' },
  { file: 'hub/src/domain/b.ts', source: `export type A = import('../store/prisma/client.ts').Client`, rule: 'import' },
  { file: 'hub/src/domain/c.ts', source: `import { WebSocket } from 'ws'\nWebSocket`, rule: 'foreign-import' },
  { file: 'hub/src/domain/d.ts', source: `export const now = () => Date.now()`, rule: 'ambient' },
  { file: 'hub/src/domain/e.ts', source: `export const now = () => new Date()`, rule: 'ambient' },
  { file: 'hub/src/edges/a.ts', source: `import { client } from '../store/prisma/client.ts'\nclient`, rule: 'import' },
  { file: 'hub/src/store/a.ts', source: `import { intake } from '../intake/intake.ts'\nintake`, rule: 'import' },
  { file: 'hub/src/a.ts', source: `const run = () => import('../../controllers/src/controller.ts')\nrun`, rule: 'import' },
  { file: 'hub/src/b.ts', source: `import { simulate } from '../../simulator/src/main.ts'\nsimulate`, rule: 'import' },
  { file: 'hub/src/c.ts', source: `import { fake } from './store/fake-store.ts'\nfake`, rule: 'test-support' },
  { file: 'hub/src/utils/money.ts', source: `export const a = 1`, rule: 'name' },
  { file: 'kit/src/helpers.ts', source: `export const a = 1`, rule: 'name' },
  { file: 'controllers/src/families/gate/a.ts', source: `import { serial } from '../../io/serial.ts'\nserial`, rule: 'import' },
  {
    file: 'controllers/src/families/gate/b.ts',
    source: `import { open } from '../../devices/board/drivers/palang-line/gate-driver.ts'\nopen`,
    rule: 'import',
  },
  { file: 'controllers/src/families/gate/c.ts', source: `setTimeout(() => undefined, 1000)`, rule: 'ambient' },
  { file: 'controllers/src/devices/board/drivers/one/a.ts', source: `import { codec } from '../two/codec.ts'\ncodec`, rule: 'import' },
  {
    file: 'controllers/src/devices/board/drivers/one/b.ts',
    source: `import type { Fact } from '@palang/protocol'\nexport type A = Fact`,
    rule: 'import',
  },
  {
    file: 'controllers/src/io/a.ts',
    source: `import type { Board } from '../devices/board/port.ts'\nexport type A = Board`,
    rule: 'import',
  },
  {
    file: 'controllers/src/a.ts',
    source: `import type { Store } from '../../hub/src/store/store.ts'\nexport type A = Store`,
    rule: 'import',
  },
  { file: 'frontend/src/a.ts', source: `import { app } from '../../hub/src/edges/http/app.ts'\napp`, rule: 'import' },
  {
    file: 'frontend/src/b.tsx',
    source: `import { loadSite } from '@palang/config'\nexport const A = () => <p>{String(loadSite)}</p>`,
    rule: 'import',
  },
  {
    file: 'frontend/src/console/a.tsx',
    source: `const page = () => import('../families/gate/gate-page.tsx')\npage`,
    rule: 'import',
  },
  {
    file: 'frontend/src/families/gate/a.tsx',
    source: `import type { Shell } from '../../console/shell/shell.tsx'\nexport type A = Shell`,
    rule: 'import',
  },
  { file: 'frontend/src/words/a.ts', source: `import { laneWord } from '../families/gate/gate-words.ts'\nlaneWord`, rule: 'import' },
  { file: 'hub/src/round.ts', source: `import { b } from './trip.ts'\nexport const a = b`, rule: 'cycle' },
  { file: 'hub/src/d.ts', source: ['// @ts', 'ignore\nexport const a = 1'].join('-'), rule: 'word' },
  { file: 'hub/src/e.ts', source: `export const = 1`, rule: 'syntax' },
]

/** Files that look close to a violation and are none. */
const innocent: [string, string][] = [
  ['hub/src/trip.ts', `import { a } from './round.ts'\nexport const b = a`],
  ['frontend/src/ok.ts', `import type { App } from '../../hub/src/edges/http/app.ts'\nexport type A = App`],
  [
    'frontend/src/console/ok.ts',
    `import { families } from '../families/registry.ts'\nimport { useSite } from '../site/site.tsx'\nfamilies\nuseSite`,
  ],
  ['frontend/src/families/registry.ts', `import { useSite } from '../site/site.tsx'\nexport const families = useSite`],
  ['frontend/src/families/ok.ts', `import { gateHeadline } from './gate/gate-words.ts'\ngateHeadline`],
  [
    'hub/src/domain/ok.ts',
    `import type { Store } from '../store/store.ts'\nimport { priceStay } from '@palang/tariff'\nexport const a = (at: number) => new Date(at)\nexport type A = Store\npriceStay`,
  ],
  [
    'controllers/src/devices/board/drivers/one/ok.ts',
    `import type { Board } from '../../port.ts'\nimport { serial } from '../../../../io/serial.ts'\nimport { codec } from './codec.ts'\nexport type A = Board\nserial\ncodec`,
  ],
  ['controllers/src/families/gate/ok.ts', `import type { BoardPort } from '../../devices/board/port.ts'\nexport type A = BoardPort`],
  [
    'hub/src/anything.test.ts',
    `import { simulate } from '../../simulator/src/main.ts'\nimport { fake } from './store/fake-store.ts'\nsimulate\nfake`,
  ],
]

function canaryTree(): SourceTree {
  return new Map([...canaries.map(({ file, source }): [string, string] => [file, source]), ...innocent])
}

/** What the checker missed or invented on the canary; empty when it can be believed. */
export function canaryMistakes(check: typeof checkArchitecture = checkArchitecture): string[] {
  const found = check(canaryTree())
  const missed = canaries.filter(({ file, rule }) => !found.some(violation => violation.file === file && violation.rule === rule))
  const invented = found.filter(violation => !canaries.some(({ file, rule }) => file === violation.file && rule === violation.rule))
  return [
    ...missed.map(({ file, rule }) => `the checker does not see the ${rule} violation planted in ${file}`),
    ...invented.map(({ file, rule, message }) => `the checker sees a ${rule} violation in ${file} that is none: ${message}`),
  ]
}
