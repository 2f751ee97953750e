/** `npm run bench -- <name>… [--quick] [--engine sqlite|mysql] [--json FILE]`: measures, prints tables, writes JSON. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { availableParallelism } from 'node:os'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { whyNoMariadb } from '../hub/src/store/testing/private-mariadb.ts'
import { benchCheckpoint } from './checkpoint.ts'
import { benchCommands } from './commands.ts'
import { benchConnections } from './connections.ts'
import { benchController } from './controller.ts'
import { benchDevices } from './devices.ts'
import { meets, renderTable, type Row } from './figures.ts'
import { benchHistory } from './history.ts'
import { benchBacklog, benchIntake, benchSteady } from './intake.ts'
import { benchMeals } from './meals.ts'
import { benchMqtt, benchMqttElsewhere } from './mqtt.ts'
import { benchOverview } from './overview.ts'
import { benchParking } from './parking.ts'
import { cleanUp, root, type Engine } from './programs.ts'
import { benchTariff } from './tariff.ts'
import { benchTreatments } from './treatments.ts'
import { benchWaterReport } from './water-report.ts'
import { benchWater } from './water.ts'

type Bench = (engine: Engine, quick: boolean) => Promise<Row[]>

const benches: Readonly<Record<string, { onBoth: boolean; run: Bench }>> = {
  intake: { onBoth: true, run: (engine, quick) => benchIntake(engine, { machines: quick ? 20 : 200, seconds: quick ? 2 : 10 }) },
  steady: { onBoth: true, run: (engine, quick) => benchSteady(engine, { machines: quick ? 20 : 200, seconds: quick ? 2 : 10 }) },
  commands: { onBoth: true, run: (engine, quick) => benchCommands(engine, { machines: quick ? 16 : 128, seconds: quick ? 2 : 10 }) },
  backlog: { onBoth: true, run: (engine, quick) => benchBacklog(engine, { machines: quick ? 5 : 50, seconds: 0 }) },
  connections: { onBoth: false, run: (engine, quick) => benchConnections(engine, quick ? 200 : 5000) },
  controller: {
    onBoth: false,
    run: (_engine, quick) => benchController(quick ? { starts: 1, quietMs: 2000 } : { starts: 5, quietMs: 60_000 }),
  },
  devices: {
    onBoth: false,
    run: (_engine, quick) => benchDevices(quick ? { orders: 20, idleSeconds: 3 } : { orders: 1_000, idleSeconds: 60 }),
  },
  checkpoint: { onBoth: false, run: (_engine, quick) => benchCheckpoint({ scans: quick ? 200 : 10_000 }) },
  tariff: { onBoth: false, run: (_engine, quick) => benchTariff(quick ? 1000 : 100_000) },
  parking: {
    onBoth: true,
    run: (engine, quick) =>
      benchParking(
        engine,
        quick ? { cards: 1000, stays: 5000, month: 2000, asked: 50 } : { cards: 100_000, stays: 1_000_000, month: 100_000, asked: 2000 },
      ),
  },
  water: { onBoth: true, run: (engine, quick) => benchWater(engine, { machines: 1000, seconds: quick ? 15 : 60 }) },
  mqtt: {
    onBoth: true,
    async run(engine, quick) {
      const size = quick ? { devices: 200, perSecond: 200, seconds: 3 } : { devices: 5_000, perSecond: 1_000, seconds: 20 }
      return [...(await benchMqtt(engine, size)), ...(await benchMqttElsewhere(engine, size))]
    },
  },
  overview: { onBoth: false, run: (engine, quick) => benchOverview(engine, { machines: 1000, times: quick ? 2 : 11 }) },
  'water-report': {
    onBoth: true,
    run: (engine, quick) => benchWaterReport(engine, quick ? { pours: 5000, month: 2000 } : { pours: 1_000_000, month: 100_000 }),
  },
  treatments: {
    onBoth: true,
    run: (engine, quick) =>
      benchTreatments(engine, quick ? { outlets: 5, machines: 4, perDay: 10 } : { outlets: 50, machines: 10, perDay: 55 }),
  },
  meals: {
    onBoth: true,
    run: (engine, quick) => benchMeals(engine, quick ? { gateways: 10, trays: 20, asked: 50 } : { gateways: 100, trays: 100, asked: 500 }),
  },
  history: { onBoth: true, run: (engine, quick) => benchHistory(engine, quick ? 50_000 : 5_000_000) },
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { quick: { type: 'boolean', default: false }, engine: { type: 'string' }, json: { type: 'string' } },
})
const wanted = positionals.includes('all') ? Object.keys(benches) : positionals
if (wanted.length === 0 || wanted.some(name => benches[name] === undefined)) {
  console.error(`usage: npm run bench -- all|${Object.keys(benches).join('|')} [--quick] [--engine sqlite|mysql] [--json FILE]`)
  process.exit(2)
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void cleanUp().finally(() => process.exit(1)))
const measured: Record<string, Row[]> = {}
try {
  for (const name of wanted) {
    const bench = benches[name]
    if (bench === undefined) continue
    measured[name] = []
    for (const engine of enginesFor(bench.onBoth)) measured[name].push(...(await bench.run(engine, values.quick)))
    console.log(`\n${renderTable(name, measured[name])}`)
  }
} finally {
  await cleanUp()
}
const file = path.resolve(values.json ?? path.join(root, 'data', 'bench', `${wanted.join('-')}.json`))
mkdirSync(path.dirname(file), { recursive: true })
const where = { node: process.version, platform: process.platform, cores: availableParallelism() }
const rows = Object.entries(measured).flatMap(([bench, list]) => list.map(row => ({ bench, ...row, met: meets(row) ?? null })))
writeFileSync(file, `${JSON.stringify({ at: new Date().toISOString(), ...where, quick: values.quick, rows }, undefined, 2)}\n`)
console.log(`\n${file}`)

function enginesFor(onBoth: boolean): Engine[] {
  if (values.engine === 'sqlite' || values.engine === 'mysql') return [values.engine]
  const missing = whyNoMariadb()
  if (onBoth && missing !== undefined) console.warn(`not on MariaDB: ${missing}`)
  return onBoth && missing === undefined ? ['sqlite', 'mysql'] : ['sqlite']
}
