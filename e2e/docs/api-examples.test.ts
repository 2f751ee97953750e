/** Every shell example of docs/api.md runs as printed, against a running simulated site. */
import { execFile } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { adminToken, root, startSite, type RunningSite } from '../site/running-site.ts'
import { until } from '../site/until.ts'

const run = promisify(execFile)
const page = readFileSync(path.join(root, 'docs', 'api.md'), 'utf8')
const examples = [...page.matchAll(/^## (.+)$|^```sh\n([\s\S]*?)^```$/gm)].reduce<{
  section: string
  list: { section: string; script: string }[]
}>(
  ({ section, list }, [, heading, script]) =>
    heading === undefined ? { section, list: [...list, { section, script: script ?? '' }] } : { section: heading, list },
  { section: '', list: [] },
).list

let site: RunningSite
beforeAll(async () => {
  site = await startSite({ edit: yaml => yaml.replace('car: 3', 'car: 50') })
  // The simulated drivers hear of an entry asked for by a program once they listen to the hub.
  await until('the simulator to hear the hub', async () => ((await site.simulate('/state'))['hub'] as { connected: boolean }).connected)
})
afterAll(async () => {
  expect(await site.stop()).toBe(0)
})

/** The page speaks of the usual ports; this site has free ones. */
function here(script: string): string {
  const port = (url: string | undefined) => new URL(url ?? 'http://127.0.0.1:1').port
  return script
    .replaceAll(':8000', `:${port(site.url)}`)
    .replaceAll(':8001', `:${port(site.panels['gate_in'])}`)
    .replaceAll(':8002', `:${port(site.panels['gate_out'])}`)
}

test('the page has examples for every part of the interface', () => {
  expect(examples.length).toBeGreaterThan(15)
})

test.each(examples.map((example, index) => [index + 1, example.section, example.script] as const))(
  'example %i of “%s” runs as printed',
  { timeout: 120_000 },
  async (_number, _section, script) => {
    const result = await run('bash', ['-e', '-o', 'pipefail', '-c', here(script)], {
      cwd: root,
      env: { ...process.env, TOKEN: adminToken },
      timeout: 110_000,
    }).catch((error: { code?: unknown; stdout?: string; stderr?: string }) => ({
      failed: error.code,
      stdout: error.stdout ?? '',
      stderr: error.stderr ?? '',
    }))
    expect(result, `${result.stdout}\n${result.stderr}`).not.toHaveProperty('failed')
  },
)
