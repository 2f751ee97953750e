/** The water pages in a browser: many machines, live words, the chart by keyboard, and acts that follow to their end. */
import { existsSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from './chromium.ts'
import { type ConsoleBrowser, openConsole } from './console-browser.ts'
import { inspectConsole } from './console-inspect.ts'
import { type FixtureHub, startFixtureHub } from './fixture-hub.ts'

const browserFound = existsSync(chromiumPath)
if (!browserFound) console.warn(`the water pages are not tried: there is no browser at ${chromiumPath} (set CHROMIUM to one)`)

describe.skipIf(!browserFound)('the water pages', () => {
  let site: ConsoleBrowser
  let ten: FixtureHub
  let thousand: FixtureHub

  beforeAll(async () => {
    site = await openConsole()
    ten = await startFixtureHub({ scenario: 'water', consoleDir: site.consoleDir })
    thousand = await startFixtureHub({ scenario: 'water-large', consoleDir: site.consoleDir })
  })
  afterAll(async () => {
    await ten?.stop()
    await thousand?.stop()
    await site?.stop()
  })

  async function open(hub: FixtureHub, path: string, width = 1280): Promise<Page> {
    const context = await site.browser.newContext({ viewport: { width, height: 800 }, reducedMotion: 'reduce' })
    await context.addInitScript("localStorage.setItem('palang.locale','en')")
    const page = await context.newPage()
    await page.goto(hub.url + path)
    return page
  }

  test('of a thousand machines only those in sight are drawn, and one is found by its name', async () => {
    const page = await open(thousand, '/water')
    await page.locator('.water-card').first().waitFor()
    expect(await page.locator('.water-card').count()).toBeLessThan(60)
    expect(await page.getByRole('radio', { name: /^All/ }).textContent()).toContain('1,000')
    await page.getByRole('searchbox', { name: 'Find a machine' }).fill('vending-777')
    await expect.poll(() => page.locator('.water-card').count()).toBe(1)
    await page.context().close()
  })

  test('what a machine says is on its card at once, and a machine whose water turns bad comes to the front', async () => {
    const page = await open(ten, '/water')
    const card = page.locator('a[href="/water/vending-1"]')
    await card.getByText('118').waitFor()
    const quality = { at: new Date().toISOString(), tds: 523, ph: 7.1, temperature: 27, average: { tds: 523, ph: 7.1 } }
    const verdict = { verdict: 'bad', reasons: ['tds_high'], interlock: 'locked' }
    ten.tell({ type: 'water_quality', machine_id: 'vending-1', payload: { ...quality, ...verdict } })
    await card.getByText('523').waitFor()
    await expect.poll(() => card.textContent()).toContain('TDS too high')
    const stopped = page.locator('.water-card.stop')
    await expect.poll(() => stopped.evaluateAll(cards => cards.length)).toBeGreaterThan(3)
    await expect
      .poll(() => page.locator('.water-card').evaluateAll(cards => cards.findIndex(one => !one.classList.contains('stop'))))
      .toBe(await stopped.count())
    await page.context().close()
  })

  test('a screen reader is not told every reading and every millilitre', async () => {
    const page = await open(ten, '/water/vending-2')
    const figure = page.locator('.sale-now')
    await figure.getByText('312 ml').waitFor()
    const told = () => page.locator('[aria-live], [role=status], [role=alert]').allTextContents()
    const before = await told()
    const quality = { at: new Date().toISOString(), tds: 126, ph: 7.2, temperature: 27, average: { tds: 126, ph: 7.2 } }
    ten.tell({ type: 'water_quality', machine_id: 'vending-2', payload: { ...quality, verdict: 'good', reasons: [], interlock: 'open' } })
    const pouring = ten.site.status.find(one => one.type === 'water_status' && one.machine_id === 'vending-2')
    expect(pouring).toBeDefined()
    ten.tell({
      type: 'water_status',
      machine_id: 'vending-2',
      payload: { ...pouring?.payload, pour: { session_id: '019bda5e-e7e7-7000-8000-000000000001', volume_ml: 600, delivered_ml: 441 } },
    })
    await figure.getByText('441 ml').waitFor()
    expect(await told()).toEqual(before)
    await page.context().close()
  })

  test('the chart is read with the arrow keys', async () => {
    const page = await open(ten, '/water/vending-2')
    const chart = page.getByRole('slider', { name: /^Readings over time/ })
    await chart.focus()
    const last = await chart.getAttribute('aria-valuetext')
    expect(last).toMatch(/TDS \d+ mg\/l, pH \d\.\d\d$/)
    await chart.press('Home')
    await expect.poll(() => chart.getAttribute('aria-valuenow')).toBe('0')
    expect(await chart.getAttribute('aria-valuetext')).not.toBe(last)
    await chart.press('End')
    expect(await chart.getAttribute('aria-valuetext')).toBe(last)
    await page.context().close()
  })

  test('a flush asks why, is sent as the hub takes it, and is followed until it is proven', async () => {
    const page = await open(ten, '/water/vending-2')
    await page.getByRole('button', { name: 'Flush', exact: true }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: 'Flush' }).isEnabled()).toBe(false)
    await dialog.getByLabel('Reason').fill('after the filter')
    const sent = page.waitForRequest(/\/flush/)
    await dialog.getByRole('button', { name: 'Flush' }).click()
    expect((await sent).postDataJSON()).toEqual({ seconds: 30, reason: 'after the filter' })
    await dialog.waitFor({ state: 'detached' })
    await page.locator('.life-step[data-tone=now]').waitFor()
    // The board's word that the valve is open, which no sensor has to prove.
    const proven = { command_id: 'live-w', state: 'succeeded', evidence: { kind: 'assumed' } }
    ten.tell({ type: 'flush_response', machine_id: 'vending-2', payload: proven })
    await page.locator('.life').getByText('Flush valve is open').waitFor()
    expect(await page.locator('.life-step.attend').count()).toBe(0)
    await page.context().close()
  })

  test('who may only look is offered no act', async () => {
    const hub = await startFixtureHub({ scenario: 'water', consoleDir: site.consoleDir, role: 'viewer' })
    const page = await open(hub, '/water/vending-1')
    await page.getByText('Your role may look only.').waitFor()
    for (const name of [/^Test pour/, /^Flush/, /^Stop$/, /^Lock the sale/, /^Renew/, /^New calibration/])
      expect(await page.getByRole('button', { name }).count()).toBe(0)
    await page.context().close()
    await hub.stop()
  })

  test.each(['/water', '/water/vending-3', '/water/report?by=hour'])('%s fits a phone', async path => {
    const page = await open(ten, path, 390)
    await page.locator('main .panel, main .tile').first().waitFor()
    expect(await inspectConsole(page, false)).toEqual([])
    await page.context().close()
  })
})
