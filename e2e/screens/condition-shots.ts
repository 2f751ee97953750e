/** What pages look like when things are not as usual: still loading, failed, refused, old, or too long for their place. */
import type { Page } from 'playwright-core'
import type { FixtureHub, Trouble } from './fixture-hub.ts'
import { dark, light, type Look, phone, phoneLight, type Shot } from './shot.ts'

const session = '/sessions/019bda5e-9a40-7000-8000-000000000003'

/** Pages whose every panel reads something of its own. */
const pages: [string, string][] = [
  ['overview', '/'],
  ['gates', '/gates'],
  ['gate', '/gates/gate_in'],
  ['water', '/water'],
  ['water-machine', '/water/vending-1'],
  ['sessions', '/sessions'],
  ['session', session],
  ['cards', '/cards'],
  ['till', '/till'],
  ['reports', '/reports?period=custom&from=2026-01-01&to=2026-01-31'],
  ['alarms', '/alarms'],
  ['set-aside', '/set-aside'],
  ['logs', '/logs'],
  ['account', '/account'],
  ['people', '/people'],
  ['tokens', '/tokens'],
  ['audit', '/audit'],
]

/** Longer than a word of a machine stays fresh. */
const silenceMs = 95_000

export function conditionShots(cameraJpeg: Uint8Array): Shot[] {
  const calm = { scenario: 'calm', cameraJpeg } as const
  const all = (trouble: Trouble, looks: Look[]): Shot[] =>
    pages.map(([name, path]) => ({ name: `${trouble}-${name}`, options: { ...calm, trouble }, path, looks }))
  const refused = pages.filter(([name]) => ['overview', 'session', 'cards', 'audit'].includes(name))
  return [
    ...all('silent', [dark, phoneLight]),
    ...all('internal', [light]),
    ...refused.map(([name, path]) => ({
      name: `forbidden-${name}`,
      options: { ...calm, trouble: 'forbidden' as const },
      path,
      looks: [dark],
    })),
    { name: 'away', options: { ...calm, trouble: 'away' }, path: '/', looks: [dark, phoneLight] },
    { name: 'unknown-session', options: calm, path: '/sessions/019bda5e-9a40-7000-8000-00000000ffff', looks: [dark, phoneLight] },
    { name: 'unknown-gate', options: calm, path: '/gates/gate_nowhere', looks: [light, phone] },
    ...['overview', 'gates', 'gate'].map(name => ({
      name: `old-${name}`,
      options: calm,
      path: pages.find(([page]) => page === name)?.[1] ?? '/',
      looks: [dark, phoneLight],
      act: growOld,
    })),
    ...longShots(cameraJpeg),
  ]
}

function longShots(cameraJpeg: Uint8Array): Shot[] {
  const long = { scenario: 'long', cameraJpeg } as const
  const plain = pages.filter(([name]) => !['gate', 'account', 'tokens', 'set-aside', 'logs'].includes(name))
  return [
    ...plain.map(([name, path]) => ({ name: `long-${name}`, options: long, path, looks: [light, phone] })),
    { name: 'long-gate', options: long, path: '/gates/gate_north', looks: [dark, phoneLight] },
    {
      name: 'long-audit-open',
      options: long,
      path: '/audit',
      looks: [dark, phoneLight],
      act: page => page.locator('tr[data-go] button').nth(1).click(),
    },
    {
      name: 'long-acknowledge',
      options: long,
      path: '/alarms',
      looks: [dark, phone],
      act: page =>
        page
          .getByRole('button', { name: /^Tanggapi$|^Acknowledge$/ })
          .nth(1)
          .click(),
    },
  ]
}

/** The link is gone, and time passes. */
async function growOld(page: Page, hub: FixtureHub): Promise<void> {
  hub.cutLink()
  await page.locator('.linkbar').waitFor()
  await page.evaluate(`{ const real = Date.now; Date.now = () => real() + ${silenceMs} }`)
  await page
    .locator('.linkbar')
    .getByText(/95|1,6|1\.6|1 m/)
    .waitFor()
  await page.waitForTimeout(1_200)
}
