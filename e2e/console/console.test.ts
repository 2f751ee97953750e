/** The console in a real browser against a real running site: sign in, watch, override, look back. */
import { existsSync } from 'node:fs'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumArguments, chromiumPath } from '../screens/chromium.ts'
import { goIn, handsAt, type GateHands } from '../site/gate-hands.ts'
import { adminPassword, startSite, type RunningSite } from '../site/running-site.ts'
import { until } from '../site/until.ts'

const missing = existsSync(chromiumPath) ? undefined : `Chromium is not installed (${chromiumPath})`
if (missing !== undefined) console.log(`skipped: the console in a browser: ${missing}`)

describe.skipIf(missing !== undefined)('the console', () => {
  let site: RunningSite
  let gateIn: GateHands
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  beforeAll(async () => {
    site = await startSite()
    gateIn = handsAt(site, 'gate_in')
    browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments })
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US' })
    await context.addInitScript("localStorage.setItem('palang.language', 'en')")
    page = await context.newPage()
    page.on('pageerror', error => complaints.push(error.message))
    page.on('console', message => {
      if (message.type() === 'error' && !/401|Failed to load resource/.test(message.text())) complaints.push(message.text())
    })
  })
  afterAll(async () => {
    await browser?.close()
    await site?.stop()
  })

  test('asks who is there, refuses a wrong password in words, and lets the administrator in', async () => {
    await page.goto(site.url)
    await page.locator('#email').fill('admin@palang.local')
    await page.locator('#password').fill('not the password')
    await page.keyboard.press('Enter')
    await page.locator('.note.stop').waitFor()
    await page.locator('#password').fill(adminPassword)
    await page.keyboard.press('Enter')
    await page.getByText('Machines online').waitFor()
    await page.getByText('Gerbang masuk').first().waitFor()
    await page.getByText('Gerbang keluar').first().waitFor()
    expect(page.url()).not.toContain('sign-in')
  })

  test('shows a vehicle coming in while it happens, without a reload', async () => {
    await page.goto(`${site.url}/`)
    await page.getByText('Closed, ready').first().waitFor()
    await gateIn.arrive()
    await page.getByText('Vehicle waiting').first().waitFor()
    await gateIn.tap('SEEN_001')
    await gateIn.driveThrough()
    await page.getByText('SEEN_001').first().waitFor()
    expect(await page.getByText('SEEN_001').count()).toBeGreaterThan(0)
  })

  test('opens a gate by hand and shows the life of the command up to its proof', async () => {
    const before = (await gateIn.view()).board.actuations
    // The page itself orders the camera to stream; only barriers count here.
    const orders = async () => {
      const { body } = await site.api('GET', '/api/commands?machine_id=gate_in&limit=50')
      const commands = body['items'] as { id: string; type: string; actor: string; state: string; evidence: { kind: string } }[]
      return commands.filter(command => command.type === 'gate_control')
    }
    const earlier = new Set((await orders()).map(command => command.id))
    await page.goto(`${site.url}/gates/gate_in`)
    await page.getByRole('button', { name: /^Open for/ }).waitFor()
    await page
      .getByRole('combobox')
      .filter({ hasText: /reason/i })
      .or(page.getByRole('button', { name: /reason/i }))
      .first()
      .click()
    await page.getByRole('option').first().click()
    await page
      .getByRole('button', { name: '5', exact: true })
      .or(page.getByRole('radio', { name: '5', exact: true }))
      .first()
      .click({ force: true })
    await page.getByRole('button', { name: /^Open for/ }).click()
    const proven = await until('the proof', async () =>
      (await orders()).find(command => !earlier.has(command.id) && command.state === 'succeeded'),
    )
    await page.getByText('Proven open').first().waitFor()
    expect((await gateIn.view()).board.actuations).toBe(before + 1)
    expect(proven).toMatchObject({ actor: 'user:admin@palang.local', evidence: { kind: 'limit_switch' } })
  })

  test('tells the whole way of a stay on one time line', async () => {
    const stay = await goIn(site, 'STORY_001')
    await page.goto(`${site.url}/sessions/${stay.id}`)
    for (const step of ['Admitted', 'Barrier open', 'Vehicle passed']) await page.getByText(step, { exact: true }).first().waitFor()
    await page.locator('img[src*="/api/photos/"]').first().waitFor()
    const width = await page.evaluate(`(async () => {
      const image = document.querySelector('img[src*="/api/photos/"]')
      await image.decode()
      return image.naturalWidth
    })()`)
    expect(width).toBeGreaterThan(100)
  })

  test('finds its way back after the hub restarted, without a reload', async () => {
    await page.goto(`${site.url}/`)
    await page.getByText('Closed, ready').first().waitFor()
    await page.evaluate('window.stillTheSamePage = true')
    process.kill(site.pid('hub') ?? 0, 'SIGKILL')
    await gateIn.arrive()
    await page.getByText('Vehicle waiting').first().waitFor({ timeout: 60_000 })
    expect(await page.evaluate('window.stillTheSamePage')).toBe(true)
    await gateIn.act('back-out')
  })

  test('complained about nothing', () => {
    expect(complaints.filter(text => !/WebSocket|ERR_CONNECTION/.test(text))).toEqual([])
  })
})
