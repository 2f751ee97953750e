/** The console with a mouse, where the keyboard alone would not notice that something lies in the way. */
import { existsSync } from 'node:fs'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from './chromium.ts'
import { type ConsoleBrowser, openConsole, pageOfOpenStay } from './console-browser.ts'
import { startFixtureHub } from './fixture-hub.ts'

const browserFound = existsSync(chromiumPath)
if (!browserFound) console.warn(`the mouse is not tried: there is no browser at ${chromiumPath} (set CHROMIUM to one)`)

describe.skipIf(!browserFound)('the console by mouse', () => {
  let site: ConsoleBrowser

  beforeAll(async () => {
    site = await openConsole()
  })
  afterAll(() => site?.stop())

  test.each([
    ['a desk', { width: 1280, height: 800 }],
    ['a phone', { width: 390, height: 700 }],
  ])('on %s the reason of a forced exit is chosen in the dialog, and screen readers find it there', async (_, viewport) => {
    const context = await site.browser.newContext({ viewport, reducedMotion: 'reduce' })
    await context.addInitScript("localStorage.setItem('palang.locale','en')")
    const page = await context.newPage()
    await page.goto(site.hub.url + (await pageOfOpenStay(site.hub)))
    await page.getByRole('button', { name: 'Force exit' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: /^Reason/ }).click()
    // Found by its role inside the dialog; a click fails when anything else lies over it.
    await dialog.getByRole('option', { name: 'Ticket lost' }).click()
    await page.getByRole('listbox').waitFor({ state: 'detached' })
    expect(await dialog.getByRole('button', { name: /^Reason/ }).textContent()).toContain('Ticket lost')
    await context.close()
  })

  test.each(['/audit', '/sessions', '/gates/gate_in', '/water?view=table', '/water/vending-1', '/water/report', '/till', '/reports'])(
    '%s fits a screen of 1280 px',
    async path => {
      const context = await site.browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
      await context.addInitScript("localStorage.setItem('palang.locale','en')")
      const page = await context.newPage()
      await page.goto(site.hub.url + path)
      await page.locator('main table tbody tr:visible').first().waitFor()
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1280)
      await context.close()
    },
  )

  test.each([390, 768, 1024, 1280, 1440])('the longest plates, tickets and sums fit the list of sessions on %i px', async width => {
    const full = await startFixtureHub({ scenario: 'long', consoleDir: site.consoleDir })
    const context = await site.browser.newContext({ viewport: { width, height: 800 }, reducedMotion: 'reduce' })
    await context.addInitScript("localStorage.setItem('palang.locale','id')")
    const page = await context.newPage()
    await page.goto(`${full.url}/sessions`)
    await page.locator('main table tbody tr:visible').first().waitFor()
    expect(
      await page.evaluate("document.querySelector('main .panel').scrollWidth - document.querySelector('main .panel').clientWidth"),
    ).toBe(0)
    await context.close()
    await full.stop()
  })
})
