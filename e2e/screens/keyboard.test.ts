/** The console without a mouse: every stop can be seen, dialogs open, keep the focus, close with Escape and give it back. */
import { existsSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from './chromium.ts'
import { type ConsoleBrowser, openConsole, pageOfOpenStay } from './console-browser.ts'

const browserFound = existsSync(chromiumPath)
if (!browserFound) console.warn(`the keyboard is not tried: there is no browser at ${chromiumPath} (set CHROMIUM to one)`)

/** The part of the browser the checks below ask; the tests are compiled without the browser's library. */
const focusInDialog = "document.querySelector('[role=dialog]')?.contains(document.activeElement) === true"
const isFocused = (one: { ownerDocument: { activeElement: unknown } }) => one === one.ownerDocument.activeElement
const focusName =
  "(document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? '').trim() || document.activeElement?.id"
const focusIsVisible =
  "(() => { const shown = getComputedStyle(document.activeElement); const around = document.activeElement.closest('.input'); const style = around === null ? shown : getComputedStyle(around); return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2 })()"
/** Where the focus stands: past the end, on a row that left its list meanwhile (the next Tab goes on from its place), or on a stop. */
const focusNow =
  "document.activeElement === document.body ? (globalThis.lastFocused?.isConnected === false && globalThis.lastFocused.matches('[data-row-link]') ? 'row left' : 'end') : " +
  `(globalThis.lastFocused = document.activeElement, [${focusName}, ${focusIsVisible}])`
const lastStop =
  "[...document.querySelectorAll('a[href], button:not(:disabled), input')].filter(one => one.checkVisibility() && one.tabIndex === 0 && one.closest('[aria-hidden=true]') === null).at(-1)"

describe.skipIf(!browserFound)('the console by keyboard', () => {
  let site: ConsoleBrowser

  beforeAll(async () => {
    site = await openConsole()
  })
  afterAll(() => site?.stop())

  async function open(path: string, colorScheme: 'dark' | 'light' = 'dark'): Promise<Page> {
    const context = await site.browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', colorScheme })
    await context.addInitScript("localStorage.setItem('palang.locale','en')")
    const page = await context.newPage()
    await page.goto(site.hub.url + path)
    await page.locator('h1').first().waitFor({ state: 'attached' })
    return page
  }

  /** Counts in `heard` what the page hears, over a link of its own. */
  const countHeard = (page: Page) =>
    page.evaluate("globalThis.heard = 0; new WebSocket(location.origin.replace('http', 'ws') + '/ws').onmessage = () => globalThis.heard++")

  test.each([
    ['/cards', 'Add a card'],
    ['/people', 'Add a person'],
    ['/tokens', 'New program token'],
    ['/tokens', 'Revoke: Prometheus'],
    ['/gates', 'Open all'],
    ['/water/vending-1', 'Flush'],
    ['/water/prices', 'Change prices'],
    ['/alarms', 'Acknowledge'],
    ['/till', 'Count and close'],
    ['/set-aside', 'Look'],
    ['/account', 'Sign out everywhere'],
  ])('on %s “%s” opens a dialog that Escape closes, and the focus returns', async (path, name) => {
    const page = await open(path)
    const opener = page.getByRole('button', { name, exact: true }).first()
    await opener.focus({ timeout: 10_000 })
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').waitFor()
    await expect.poll(() => page.evaluate(focusInDialog)).toBe(true)
    for (let stop = 0; stop < 12; stop++) {
      await page.keyboard.press('Tab')
      expect(await page.evaluate(focusInDialog)).toBe(true)
    }
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(() => page.evaluate(focusName)).toBe(name)
    await page.context().close()
  })

  test.each([
    ['/cards', 'Add a card', 'card-id'],
    ['/sessions', 'Force exit', 'Reason'],
    ['/alarms', 'Acknowledge', 'ack-comment'],
    ['/till', 'Count and close', 'shift-counted'],
    ['/account', 'Sign out everywhere', 'Cancel'],
  ])('on %s the dialog “%s” opens with the focus on “%s”', async (path, name, first) => {
    const page = await open(path === '/sessions' ? await pageOfOpenStay(site.hub) : path)
    await page.getByRole('button', { name, exact: true }).first().press('Enter')
    await page.getByRole('dialog').waitFor()
    await expect.poll(() => page.evaluate(`${focusInDialog} && (${focusName})`)).toBe(first)
    await page.context().close()
  })

  test('the search opens with a slash, closes with Escape, and the focus returns', async () => {
    const page = await open('/')
    await page.getByRole('link', { name: 'Cards' }).focus()
    await page.keyboard.press('/')
    await page.getByRole('combobox', { name: 'Search' }).waitFor()
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(() => page.evaluate(focusName)).toBe('Cards')
    await page.context().close()
  })

  test.each(['/', '/gates/gate_in', '/water', '/water/vending-1', '/tokens', '/audit', '/reports'])(
    'on %s the focus runs from the skip link to the last thing, always in sight',
    async path => {
      const page = await open(path)
      await page.locator('main a, main button').first().waitFor()
      await page.keyboard.press('Tab')
      expect(await page.evaluate(focusName)).toBe('Skip to content')
      // In one question each: what is live may be drawn anew between two.
      for (let stop = await page.evaluate(focusNow); stop !== 'end'; stop = await page.evaluate(focusNow)) {
        if (stop !== 'row left') expect(stop).toEqual([expect.any(String), true])
        await page.keyboard.press('Tab')
      }
      expect(await page.evaluate(`globalThis.lastFocused === ${lastStop}`)).toBe(true)
      await page.context().close()
    },
  )

  test('the focus stays on a button and on a row while what the page shows is read again', async () => {
    const page = await open('/gates/gate_in')
    const rows = page.locator('td a')
    await rows.first().waitFor()
    const { sessions } = site.hub.site
    const leaving = (await rows.first().getAttribute('href'))?.split('/').at(-1)
    const [gone] = sessions.splice(
      sessions.findIndex(({ id }) => id === leaving),
      1,
    )
    // Counted when the answer has been drawn.
    await page.evaluate(`globalThis.drawn = 0; {
      const plain = fetch
      globalThis.fetch = async (...asked) => {
        const answer = await plain(...asked)
        const isList = answer.url.includes('/api/sessions?')
        if (isList) void answer.clone().text().then(() => requestAnimationFrame(() => requestAnimationFrame(() => globalThis.drawn++)))
        return answer
      }
    }`)
    const readAgain = async () => {
      const before = Number(await page.evaluate('globalThis.drawn'))
      // Whoever comes back to the window has old answers read again.
      const comeBack = `window.dispatchEvent(new Event('visibilitychange')), globalThis.drawn - ${before}`
      await expect.poll(() => page.evaluate(comeBack), { timeout: 30_000 }).toBeGreaterThan(0)
    }
    const button = page.getByRole('button', { name: 'Take a photo' })
    await button.focus()
    await readAgain()
    expect(await button.evaluate(isFocused)).toBe(true)
    expect(await page.locator(`td a[href$="${leaving}"]`).count()).toBe(0)
    await rows.first().focus()
    const own = page.locator(`td a[href="${await rows.first().getAttribute('href')}"]`)
    if (gone !== undefined) sessions.unshift(gone)
    await readAgain()
    expect(await page.locator(`td a[href$="${leaving}"]`).count()).toBe(1)
    expect(await own.evaluate(isFocused)).toBe(true)
    await page.context().close()
  })

  test('the focus returns also when machines reported while the dialog was open', async () => {
    const page = await open('/gates')
    const opener = page.getByRole('button', { name: 'Open all', exact: true })
    await opener.press('Enter')
    await page.getByRole('dialog').waitFor()
    await countHeard(page)
    await expect.poll(() => page.evaluate('globalThis.heard'), { timeout: 60_000 }).toBeGreaterThan(100)
    await page.keyboard.press('Escape')
    await page.getByRole('dialog').waitFor({ state: 'detached' })
    await expect.poll(() => page.evaluate(focusName)).toBe('Open all')
    await page.context().close()
  })

  test("a machine's menu stays open while machines keep reporting", async () => {
    const page = await open('/tokens?kind=machine')
    await page.getByRole('button', { name: /Gerbang masuk/ }).waitFor()
    // The list is made anew with every word of a machine.
    await countHeard(page)
    await page.getByRole('button', { name: /Gerbang masuk/ }).press('Enter')
    const item = page.getByRole('menuitem', { name: /Activate/ })
    await item.waitFor()
    const before = Number(await page.evaluate('globalThis.heard'))
    await expect.poll(() => page.evaluate(`globalThis.heard - ${before}`), { timeout: 60_000 }).toBeGreaterThan(40)
    expect(await item.isVisible()).toBe(true)
    await page.context().close()
  })

  test.each(['dark', 'light'] as const)('until somebody chooses, the page is %s as the device is', async scheme => {
    const page = await open('/settings', scheme)
    expect(await page.locator('html').getAttribute('data-theme')).toBe(scheme)
    expect(await page.getByRole('radio', { name: 'Follow device' }).getAttribute('aria-checked')).toBe('true')
    await page.context().close()
  })
})
