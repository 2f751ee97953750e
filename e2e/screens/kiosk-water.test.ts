/** Every screen of the water machine's kiosk in a real browser, and what its buttons ask of the panel. */
import { existsSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { chromiumArguments, chromiumPath } from './chromium.ts'
import { builtScreens, moveOn, openScene, type SceneView, standsStill, touch } from './kiosk-browser.ts'
import { inspectKiosk } from './kiosk-inspect.ts'
import { fixturePanel, type FixturePanel } from './kiosk-panel.ts'
import { waterScenes } from './kiosk-water-scenes.ts'

const small: SceneView = { viewport: { width: 800, height: 480 }, language: 'id', theme: 'light' }
const narrow: SceneView = { viewport: { width: 480, height: 800 }, language: 'en', theme: 'dark' }

/** Most script, gzip-compressed, that a kiosk may load before its first screen. */
const scriptBudgetBytes = 70_000

const scene = (name: string) => {
  const found = waterScenes.find(one => one.name === name)
  if (found === undefined) throw new Error(`there is no scene ${name}`)
  return found
}

const browserFound = existsSync(chromiumPath)
if (!browserFound) console.warn(`water kiosk screens are skipped: there is no browser at ${chromiumPath} (set CHROMIUM to one)`)

describe.skipIf(!browserFound)('water kiosk screens', () => {
  let browser: Browser
  let panel: FixturePanel

  beforeAll(async () => {
    panel = await fixturePanel(await builtScreens('kiosk'))
    browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments })
  })
  afterAll(async () => {
    await browser?.close()
    await panel?.stop()
  })

  describe('every one', () => {
    let standing: Page[] = []

    beforeAll(async () => {
      standing = await Promise.all(
        [small, { ...small, language: 'en' as const }, narrow].map(view => openScene(browser, panel, scene('water-idle'), view)),
      )
    })
    afterAll(() => Promise.all(standing.map(page => page.context().close())))
    beforeEach(() => touch(standing))

    test.each(waterScenes.filter(({ act }) => act === undefined).map(({ name }) => name))(
      '%s fits low and narrow, is large enough and is clean for axe',
      async name => {
        await moveOn(standing, panel, scene(name))
        expect(await Promise.all(standing.map(inspectKiosk))).toEqual([[], [], []])
        expect(await Promise.all(standing.map(page => page.locator('html').getAttribute('lang')))).toEqual(['id', 'en', 'en'])
      },
    )
  })

  test('a machine loads the screens of its own family only, within the budget of script', async () => {
    const page = await openScene(browser, panel, scene('water-idle'), small)
    const loaded: Promise<number>[] = []
    page.on('response', answer => {
      if (answer.url().endsWith('.js')) loaded.push(answer.body().then(body => gzipSync(body).length))
    })
    await page.reload()
    await page.locator('.goods').waitFor()
    const sizes = await Promise.all(loaded)
    expect(loaded.length).toBeGreaterThan(1)
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(scriptBudgetBytes)
    await page.context().close()
  })

  test('the code of the page of quality has modules a telephone can tell apart, and its quiet ground', async () => {
    const page = await openScene(browser, panel, scene('water-idle'), small)
    const code = page.getByRole('img', { name: 'Pindai untuk melihat mutu air hari ini di telepon Anda' })
    const across = Number((await code.getAttribute('viewBox'))?.split(' ')[2])
    const padding = Number.parseFloat(
      z.string().parse(await page.evaluate("getComputedStyle(document.querySelector('.shelf-code')).paddingLeft")),
    )
    const { width = 0 } = (await code.boundingBox()) ?? {}
    const modulePx = (width - 2 * padding) / across
    expect(modulePx).toBeGreaterThanOrEqual(3)
    // Dark modules begin after the ground drawn with them and the one around it: four modules as the standard of the code has it.
    const ground = Number(/^M(\d+)/.exec((await code.locator('path').getAttribute('d')) ?? '')?.[1])
    expect(ground * modulePx + padding).toBeGreaterThanOrEqual(4 * modulePx)
    expect(await page.evaluate("getComputedStyle(document.querySelector('.shelf-code')).backgroundColor")).toMatch(
      /^(oklch\(1|lab\(100) 0 0\)$/,
    )
    panel.tell(scene('water-idle-one').snapshot)
    await code.waitFor({ state: 'detached' })
    await page.context().close()
  })

  test('text that is planted on other text, or against a button, is found', async () => {
    const page = await openScene(browser, panel, scene('water-pouring'), small)
    const plant = async (selector: string, style: string) => {
      await page.evaluate(`document.querySelector('${selector}').style.cssText = '${style}'`)
      await standsStill(page)
    }
    expect(await inspectKiosk(page)).toEqual([])
    await plant('.pour-of', 'position: relative; top: -40px')
    expect(await inspectKiosk(page)).toEqual([])
    await plant('.pour-of', 'position: relative; left: -260px')
    expect(await inspectKiosk(page)).toEqual(['text on text: "ml" and "dari 600\u00a0ml"', 'text on text: "312" and "dari 600\u00a0ml"'])
    await plant('.pour-of', 'position: relative; left: -260px; visibility: hidden')
    expect(await inspectKiosk(page)).toEqual([])
    await plant('.stop-end', 'gap: 4px')
    expect(await inspectKiosk(page)).toEqual(['text against a button: "Air yang tidak keluar tidak dibayar." and "BERHENTI"'])
    await page.context().close()
  })

  test('a choice that is refused is told in words, and may be made again', async () => {
    const page = await openScene(browser, panel, scene('water-idle'), small)
    panel.saleCalls.length = 0
    panel.refuseSale = 'machine_busy'
    await page.getByRole('button', { name: '600 ml' }).click()
    await page.getByText('Mesin sedang dipakai').waitFor()
    panel.refuseSale = undefined
    const taken = page.waitForResponse(answer => answer.url().endsWith('/api/sale/choose'))
    await page.getByRole('button', { name: '600 ml' }).click()
    expect((await taken).status()).toBe(202)
    expect(panel.saleCalls).toEqual(['choose', 'choose'])
    await page.context().close()
  })

  test('the button that stops the water is the largest thing to touch, and stops it', async () => {
    const page = await openScene(browser, panel, scene('water-pouring'), small)
    panel.saleCalls.length = 0
    const stop = page.getByRole('button', { name: 'BERHENTI' })
    expect((await stop.boundingBox())?.height).toBeGreaterThanOrEqual(96)
    const asked = page.waitForResponse(answer => answer.url().endsWith('/api/sale/stop'))
    await stop.click()
    await asked
    expect(panel.saleCalls).toEqual(['stop'])
    await page.context().close()
  })

  test('the last screen is left by itself, in sight of the customer', async () => {
    const page = await openScene(browser, panel, scene('water-thanks'), small)
    panel.saleCalls.length = 0
    await page.getByText(/Ke awal dalam \d+\sdetik/).waitFor()
    const left = page.waitForResponse(answer => answer.url().endsWith('/api/sale/done'))
    for (let step = 0; step < 8; step++) {
      await page.clock.runFor(2_000)
      await moveOn([page], panel, scene('water-thanks'))
    }
    await left
    expect(panel.saleCalls).toEqual(['done'])
    await page.context().close()
  })

  test('turning the page reaches every size', async () => {
    const page = await openScene(browser, panel, scene('water-idle-many'), small)
    const seen = async () => page.locator('.good strong').allTextContents()
    const first = await seen()
    await page.getByRole('button', { name: 'Ukuran lain' }).click()
    const second = await seen()
    expect(new Set([...first, ...second]).size).toBe(11)
    await page.context().close()
  })
})
