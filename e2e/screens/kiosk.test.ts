/** Every screen of the gate's kiosk in a real browser, at the smallest and the tallest size, in both languages and grounds. */
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chromiumArguments, chromiumPath } from './chromium.ts'
import { builtScreens, moveOn, openScene, touch } from './kiosk-browser.ts'
import { inspectKiosk } from './kiosk-inspect.ts'
import { fixturePanel, type FixturePanel } from './kiosk-panel.ts'
import { type KioskScene, kioskScenes } from './kiosk-scenes.ts'

const small = { width: 800, height: 480 }
const tall = { width: 1080, height: 1920 }

const scene = (name: string) => {
  const found = kioskScenes.find(one => one.name === name)
  if (found === undefined) throw new Error(`there is no scene ${name}`)
  return found
}

/** Whether a screen that stands can be told it; one with a long place has to keep its names. */
const movesOn = ({ snapshot, act, hasOwnPlace }: KioskScene) => snapshot !== null && act === undefined && hasOwnPlace !== true

const browserFound = existsSync(chromiumPath)
if (!browserFound) console.warn(`kiosk screens are skipped: there is no browser at ${chromiumPath} (set CHROMIUM to one)`)

describe.skipIf(!browserFound)('kiosk screens', () => {
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
    const views = [
      { viewport: small, language: 'id', theme: 'light' },
      { viewport: tall, language: 'en', theme: 'dark' },
    ] as const
    let standing: Page[] = []

    beforeAll(async () => {
      standing = await Promise.all(views.map(view => openScene(browser, panel, scene('in-idle'), view)))
    })
    afterAll(() => Promise.all(standing.map(page => page.context().close())))
    beforeEach(() => touch(standing))

    test.each(kioskScenes.filter(movesOn).map(one => one.name))('%s fits, is large enough and is clean for axe', async name => {
      await moveOn(standing, panel, scene(name))
      expect(await Promise.all(standing.map(inspectKiosk))).toEqual([[], []])
      expect(await Promise.all(standing.map(page => page.locator('html').getAttribute('lang')))).toEqual(['id', 'en'])
    })

    test.each(kioskScenes.filter(one => !movesOn(one)).map(one => one.name))(
      '%s fits, is large enough and is clean for axe',
      async name => {
        for (const view of views) {
          const page = await openScene(browser, panel, scene(name), view)
          expect(await inspectKiosk(page)).toEqual([])
          await page.context().close()
        }
      },
    )
  })

  test('the language goes back to Indonesian in sight of the customer', async () => {
    const page = await openScene(browser, panel, scene('in-idle'), { viewport: small, language: 'en', theme: 'light' })
    expect(await page.locator('h1').textContent()).toBe('Welcome')
    const notes: string[] = []
    // The panel speaks between the steps, as it does on a machine; its silence is another test.
    for (let step = 0; step < 20 && (await page.locator('html').getAttribute('lang')) === 'en'; step++) {
      await page.clock.runFor(2_000)
      panel.tell({ ...scene('in-idle').snapshot, outlet: { name: `Parkir ${step}`, timezone: 'Asia/Jakarta', currency: 'IDR' } })
      await page.getByText(`Parkir ${step} `).waitFor()
      notes.push((await page.locator('.dock-note').textContent()) ?? '')
    }
    expect(notes.filter(note => /^Back to Bahasa Indonesia in \d+ s$/.test(note)).length).toBeGreaterThan(1)
    expect(await page.locator('h1').textContent()).toBe('Selamat datang')
    await page.context().close()
  })

  test('a lane that moves on changes the screen without a reload, and closes the answer of an earlier call', async () => {
    const page = await openScene(browser, panel, scene('help-called'), { viewport: small, language: 'id', theme: 'light' })
    expect(await page.locator('h1').textContent()).toBe('Petugas sudah dipanggil')
    panel.tell(scene('in-ticket').snapshot)
    await page.getByText('T-7KQ2M9XA').waitFor()
    expect(await page.locator('h1').textContent()).toBe('Silakan masuk')
    await page.context().close()
  })

  test('help can be called while money is owed, and going back shows the money again', async () => {
    const page = await openScene(browser, panel, scene('out-paying'), { viewport: small, language: 'id', theme: 'light' })
    const amount = await page.locator('.bill-amount').textContent()
    await page.getByRole('button', { name: 'Bantuan' }).click()
    await page.getByText('Petugas sudah dipanggil').waitFor()
    await page.getByRole('button', { name: 'Kembali' }).click()
    expect(await page.locator('.bill-amount').textContent()).toBe(amount)
    await page.context().close()
  })

  test('the ticket button asks the panel once', async () => {
    const page = await openScene(browser, panel, scene('in-waiting'), { viewport: small, language: 'id', theme: 'light' })
    const before = panel.ticketCalls
    const asked = page.waitForResponse(answer => answer.url().endsWith('/api/parking/entry'))
    await page.locator('.way-button').click()
    await asked
    expect(panel.ticketCalls).toBe(before + 1)
    await page.context().close()
  })

  test('nothing on the page reaches an operator function', async () => {
    const page = await openScene(browser, panel, scene('in-waiting'), { viewport: small, language: 'id', theme: 'light' })
    const wanted: string[] = []
    page.on('request', request => wanted.push(new URL(request.url()).pathname))
    for (const button of ['.way-button', '.dock-button:last-child', '.dock-help', '.dock-button:first-child'])
      await page.locator(button).click()
    expect(wanted.filter(path => !['/api/help', '/api/parking/entry', '/api/events'].includes(path))).toEqual([])
    await page.context().close()
  })
})
