/** Who may import whom: the table of ARCHITECTURE.md as data. */

/** Our packages; each is the folder of the same name. */
export const packages = ['protocol', 'kit', 'tariff', 'config', 'client', 'hub', 'controllers', 'frontend', 'simulator'] as const

export interface Zone {
  /** Name in reports. */
  name: string
  /** Files it covers; the first zone that matches counts. */
  files: RegExp
  /** Our files it may import; its own zone's files are not included by themselves. */
  may: readonly RegExp[]
  /** Our files it may import types from, besides `may`. */
  mayTypes?: readonly RegExp[]
  /** Foreign packages and Node modules it may not import. */
  notForeign?: RegExp
  /** Foreign packages it may import, when only a few. */
  onlyForeign?: RegExp
  /** Time and chance must be passed in. */
  noAmbient?: boolean
}

const within = (...folders: string[]) => folders.map(folder => new RegExp(`^${folder}/`))
const entry = {
  protocol: /^protocol\/src\/index\.ts$/,
  kit: /^kit\/src\/[^/]+\.ts$/,
  tariff: /^tariff\/src\/index\.ts$/,
  config: /^config\/index\.ts$/,
  client: /^client\/src\/index\.ts$/,
}
const sockets =
  /^(node:)?(net|http|https|http2|tls|dgram|fs|fs\/promises|child_process|worker_threads|sqlite)$|^(ws|mqtt|aedes|hono|serialport|mysql2|mariadb)(\/|$)|^@(hono|prisma|serialport|libsql)\//

/** Code that only tests run; product code may not lean on it. */
export const testSupport =
  /\.test\.tsx?$|\.test-support\.tsx?$|(^|[/-])contract\.tsx?$|\.contract\.tsx?$|\/contract\/|(^|\/)(fake|test)-[^/]+\.tsx?$|\/testing\//

/** Programs and suites around the product: free to import anything, imported by nobody else. */
export const around = /^(simulator|firmware|e2e|bench|tools)\//

export const zones: readonly Zone[] = [
  { name: 'protocol', files: /^protocol\//, may: within('protocol'), onlyForeign: /^zod(\/|$)/ },
  { name: 'kit', files: /^kit\//, may: within('kit') },
  { name: 'tariff', files: /^tariff\//, may: within('tariff'), onlyForeign: /^zod(\/|$)/ },
  { name: 'config', files: /^config\//, may: [...within('config'), entry.protocol, entry.kit, entry.tariff] },
  {
    name: 'client',
    files: /^client\//,
    may: [...within('client'), entry.protocol, /^kit\/src\/(retry|clock)\.ts$/],
    notForeign: /^node:/,
  },
  {
    name: 'hub/domain',
    files: /^hub\/src\/domain\//,
    may: [...within('hub/src/domain'), /^hub\/src\/store\/[^/]+\.ts$/, entry.protocol, entry.kit, entry.tariff],
    mayTypes: [entry.config],
    notForeign: sockets,
    noAmbient: true,
  },
  {
    name: 'hub/edges',
    files: /^hub\/src\/edges\//,
    may: [/^hub\/src\/(?!store\/(prisma|sql)\/)/, entry.protocol, entry.kit, entry.tariff, entry.config],
    notForeign: /^@prisma\/|^(mysql2|mariadb)(\/|$)/,
  },
  { name: 'hub/store', files: /^hub\/src\/store\//, may: [...within('hub/src/store'), entry.protocol, entry.kit, entry.tariff] },
  { name: 'hub', files: /^hub\//, may: [...within('hub'), entry.protocol, entry.kit, entry.tariff, entry.config] },
  {
    name: 'controllers/families',
    files: /^controllers\/src\/families\//,
    may: [
      ...within('controllers/src/families'),
      /^controllers\/src\/devices\/[^/]+\/([a-z]+-)?port\.ts$/,
      /^controllers\/src\/devices\/(status|machine-devices)\.ts$/,
      entry.protocol,
      entry.kit,
      entry.tariff,
    ],
    mayTypes: [entry.config],
    notForeign: sockets,
    noAmbient: true,
  },
  // The driver's own folder and port come from the path; see architecture.ts.
  {
    name: 'controllers/drivers',
    files: /^controllers\/src\/devices\/[^/]+\/drivers\//,
    may: [/^controllers\/src\/io\//, /^controllers\/src\/devices\/(status|told)\.ts$/, entry.kit],
  },
  {
    name: 'controllers/devices',
    files: /^controllers\/src\/devices\//,
    may: [...within('controllers/src/devices', 'controllers/src/io'), entry.protocol, entry.kit, entry.config],
  },
  { name: 'controllers/io', files: /^controllers\/src\/io\//, may: [...within('controllers/src/io'), entry.kit] },
  { name: 'controllers', files: /^controllers\//, may: [...within('controllers'), entry.protocol, entry.kit, entry.tariff, entry.config] },
  // What console and families both lean on knows neither of them.
  {
    name: 'frontend/{api,i18n,live,site,ui,words}',
    files: /^frontend\/src\/(api|i18n|live|site|ui|words)\//,
    may: [/^frontend\/src\/(api|i18n|live|site|ui|words)\//, entry.protocol, entry.client, entry.kit],
    mayTypes: within('hub'),
  },
  {
    name: 'frontend/console',
    files: /^frontend\/src\/console\//,
    may: [/^frontend\/(?!src\/families\/[^/]+\/)/, entry.protocol, entry.client, entry.kit, entry.tariff],
    mayTypes: within('hub'),
  },
  {
    name: 'frontend/families',
    files: /^frontend\/src\/families\//,
    may: [/^frontend\/(?!src\/console\/)/, entry.protocol, entry.client, entry.kit],
    mayTypes: within('hub'),
  },
  {
    name: 'frontend',
    files: /^frontend\//,
    may: [...within('frontend'), entry.protocol, entry.client, entry.kit],
    mayTypes: within('hub'),
  },
]

/** Names that say nothing about what is inside. */
export const forbiddenNames = /^(utils?|helpers?|common|misc|shared|stuff)$/i

/** Ways around the checks, and work left undone. The words are written apart so that this file passes itself. */
export const forbiddenWords = new RegExp(
  ['@ts-' + 'ignore', '@ts-' + 'expect-error', '@ts-' + 'nocheck', '(ox|es)lint-' + 'disable', '\\bTO' + 'DO\\b', '\\bFIX' + 'ME\\b'].join(
    '|',
  ),
)
