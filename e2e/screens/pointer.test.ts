/** The console with a mouse, where the keyboard alone would not notice that something lies in the way. */
import { existsSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { type Browser, chromium } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FixtureHub, startFixtureHub } from './fixture-hub.ts'
import { chromiumArguments, chromiumPath } from './chromium.ts'
import { buildScreens } from './kiosk-browser.ts'

const browserFound = existsSync(chromiumPath)
if (!browserFound) console.warn(`the mouse is not tried: there is no browser at ${chromiumPath} (set CHROMIUM to one)`)

/** A stay that is still inside. */
async function openSession(hub: FixtureHub): Promise<string> {
  const answer = await fetch(`${hub.url}/api/sessions?open=true&limit=1`)
  const { items } = (await answer.json()) as { items: { id: string }[] }
  return items[0]?.id ?? ''
}

describe.skipIf(!browserFound)('the console by mouse', () => {
  let browser: Browser
  let folder: string
  let hub: FixtureHub

  beforeAll(async () => {
    folder = await buildScreens('console')
    hub = await startFixtureHub({ scenario: 'busy', consoleDir: folder })
    browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments })
  })
  afterAll(async () => {
    await browser?.close()
    await hub?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test.each([
    ['a desk', { width: 1280, height: 800 }],
    ['a phone', { width: 390, height: 700 }],
  ])('on %s the reason of a forced exit is chosen in the dialog, and screen readers find it there', async (_, viewport) => {
    const context = await browser.newContext({ viewport, reducedMotion: 'reduce' })
    await context.addInitScript("localStorage.setItem('palang.locale','en')")
    const page = await context.newPage()
    await page.goto(`${hub.url}/sessions/${await openSession(hub)}`)
    await page.getByRole('button', { name: 'Force exit' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: /^Reason/ }).click()
    // Found by its role inside the dialog; a click fails when anything else lies over it.
    await dialog.getByRole('option', { name: 'Ticket lost' }).click()
    await page.getByRole('listbox').waitFor({ state: 'detached' })
    expect(await dialog.getByRole('button', { name: /^Reason/ }).textContent()).toContain('Ticket lost')
    await context.close()
  })

  test.each(['/audit', '/sessions', '/gates/gate_in'])('%s fits a screen of 1280 px', async path => {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, reducedMotion: 'reduce' })
    await context.addInitScript("localStorage.setItem('palang.locale','en')")
    const page = await context.newPage()
    await page.goto(hub.url + path)
    await page.locator('main table tbody tr:visible').first().waitFor()
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBe(1280)
    await context.close()
  })

  test.each([390, 768, 1024, 1280, 1440])('the longest plates, tickets and sums fit the list of sessions on %i px', async width => {
    const full = await startFixtureHub({ scenario: 'long', consoleDir: folder })
    const context = await browser.newContext({ viewport: { width, height: 800 }, reducedMotion: 'reduce' })
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
