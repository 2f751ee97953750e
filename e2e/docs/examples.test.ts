/** Every shell example of these pages runs as printed, against a running simulated site. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { simulatedSensorPort } from '@palang/config'
import { freePort } from '@palang/kit/testing/free-ports'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminToken, root, startSite, type RunningSite } from '../site/running-site.ts'
import { until } from '../site/until.ts'

const run = promisify(execFile)
/** This one tells one story: what an example defines, those after it use. */
const story = 'docs/operations/water-by-hand.md'
const pages = ['docs/api.md', 'docs/operations/simulator.md', story] as const
const examples = pages.flatMap(page => {
  const found = examplesIn(readFileSync(path.join(root, page), 'utf8'))
  const told = page === story ? [{ section: 'all of it', script: found.map(({ script }) => script).join('\n') }] : found
  return told.map(example => ({ page, ...example }))
})

/** Each example with the heading above it. */
function examplesIn(text: string): { section: string; script: string }[] {
  let section = ''
  return [...text.matchAll(/^##? (.+)$|^```sh\n([\s\S]*?)^```$/gm)].flatMap(([, heading, script]) => {
    section = heading ?? section
    return script === undefined ? [] : [{ section, script }]
  })
}

let site: RunningSite
beforeAll(async () => {
  const panel = await freePort()
  const devices = '{ board: { driver: simulated }, sensor: { driver: simulated }, cash: { driver: simulated } }'
  const products = '[ { volume_ml: 600, price: 1000 } ]'
  const water = `  - { id: vending-1, family: water, panel: { port: ${panel} }, products: ${products}, devices: ${devices} }\n`
  site = await startSite({ edit: yaml => yaml.replace('car: 3', 'car: 50') + water })
  // The simulated drivers hear of an entry asked for by a program once they listen to the hub.
  await until('the simulator to hear the hub', async () => ((await site.simulate('/state'))['hub'] as { connected: boolean }).connected)
})
afterAll(async () => {
  expect(await site.stop()).toBe(0)
})

/** The pages speak of the usual ports and folder; this site has its own. */
function here(script: string): string {
  const port = (url: string | undefined) => new URL(url ?? 'http://127.0.0.1:1').port
  return script
    .replaceAll(':8000', `:${port(site.url)}`)
    .replaceAll(':8001', `:${port(site.panels['gate_in'])}`)
    .replaceAll(':8002', `:${port(site.panels['gate_out'])}`)
    .replaceAll(':8011', `:${port(site.panels['vending-1'])}`)
    .replaceAll(':14001', `:${simulatedSensorPort(Number(port(site.url)))}`)
    .replaceAll('data/run/', `${site.dataDir}/run/`)
}

test.each(pages)('%s has examples', page => {
  expect(examples.filter(example => example.page === page)).not.toHaveLength(0)
})

test.each(examples.map(({ page, section, script }, index) => [index + 1, page, section, script] as const))(
  'example %i, of %s “%s”, runs as printed',
  { timeout: 120_000 },
  async (_number, _page, _section, script) => {
    const { failed, stdout, stderr } = await runAsPrinted(script)
    expect(failed, `${stdout}\n${stderr}\n${site.output().slice(-4000)}`).toBeUndefined()
  },
)

async function runAsPrinted(script: string): Promise<{ failed?: unknown; stdout: string; stderr: string }> {
  return run('bash', ['-e', '-o', 'pipefail', '-c', here(script)], {
    cwd: root,
    env: { ...process.env, TOKEN: adminToken },
    timeout: 55_000,
  }).catch((error: { code?: unknown; stdout?: string; stderr?: string }) => ({
    failed: error.code ?? 'stopped',
    stdout: error.stdout ?? '',
    stderr: error.stderr ?? '',
  }))
}
