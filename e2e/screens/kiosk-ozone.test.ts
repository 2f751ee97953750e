/** Every screen of the treatment machine's kiosk in a real browser, and what its buttons ask of the panel. */
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chromiumArguments, chromiumPath } from './chromium.ts'
import { builtScreens, moveOn, openScene, type SceneView, touch } from './kiosk-browser.ts'
import { inspectKiosk } from './kiosk-inspect.ts'
import { ozoneScenes } from './kiosk-ozone-scenes.ts'
import { fixturePanel, type FixturePanel } from './kiosk-panel.ts'

const small: SceneView = { viewport: { width: 800, height: 480 }, language: 'id', theme: 'light' }
const narrow: SceneView = { viewport: { width: 480, height: 800 }, language: 'en', theme: 'dark' }

const scene = (name: string) => {
  const found = ozoneScenes.find(one => one.name === name)
  if (found === undefined) throw new Error(`there is no scene ${name}`)
  return found
}

const browserFound = existsSync(chromiumPath)
if (!browserFound) console.warn(`ozone kiosk screens are skipped: there is no browser at ${chromiumPath} (set CHROMIUM to one)`)

describe.skipIf(!browserFound)('ozone kiosk screens', () => {
  let browser: Browser
  let panel: FixturePanel
  let standing: Page[] = []

  beforeAll(async () => {
    panel = await fixturePanel(await builtScreens('kiosk'))
    browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments })
    standing = await Promise.all([small, narrow].map(view => openScene(browser, panel, scene('ozone-idle'), view)))
  })
  afterAll(async () => {
    await browser?.close()
    await panel?.stop()
  })
  beforeEach(() => touch(standing))

  test.each(ozoneScenes.map(({ name }) => name))('%s fits low and narrow, is large enough and is clean for axe', async name => {
    await moveOn(standing, panel, scene(name))
    expect(await Promise.all(standing.map(inspectKiosk))).toEqual([[], []])
  })

  test('a treatment is chosen, given up and stopped', async () => {
    const [page] = standing
    if (page === undefined) throw new Error('no page stands')
    panel.saleCalls.length = 0
    for (const [name, button] of [
      ['ozone-idle', /Standard/],
      ['ozone-paying', 'Batal'],
      ['ozone-running', 'BERHENTI'],
    ] as const) {
      await moveOn(standing, panel, scene(name))
      const asked = page.waitForResponse(answer => answer.url().includes('/api/sale/'))
      await page.getByRole('button', { name: button }).click()
      await asked
    }
    expect(panel.saleCalls).toEqual(['choose', 'cancel', 'stop'])
  })
})
