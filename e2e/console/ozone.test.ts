/** The ozone pages through a real browser at a real running site, with a unit that speaks MQTT to the hub's own broker. */
import { existsSync } from 'node:fs'
import { shippedMappings } from '@palang/config'
import { pageClock } from '@palang/kit/clock'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createOzoneFleet, type OzoneFleet } from '../../simulator/src/ozone/ozone-fleet.ts'
import { chromiumArguments, chromiumPath } from '../screens/chromium.ts'
import { adminPassword, startSite, type RunningSite } from '../site/running-site.ts'
import { until } from '../site/until.ts'

const missing = existsSync(chromiumPath) ? undefined : `Chromium is not installed (${chromiumPath})`
if (missing !== undefined) console.log(`skipped: the ozone pages in a browser: ${missing}`)

const deviceId = '3C:8A:1F:A4:3E:C4'

describe.skipIf(missing !== undefined)('the ozone pages', () => {
  let site: RunningSite
  let browser: Browser
  let page: Page
  let unit: OzoneFleet

  const press = (name: string) => page.getByRole('button', { name, exact: true }).first().click()
  const dialog = () => page.getByRole('dialog')
  const confirm = async (name: string) => {
    await dialog().getByRole('button', { name, exact: true }).click()
    await dialog().waitFor({ state: 'detached' })
  }

  beforeAll(async () => {
    site = await startSite()
    const machine = await site.api('POST', '/api/machines/', { id: 'ozon-uji', name: 'Ozon uji', family: 'ozone', outlet_id: 'pusat' })
    expect(machine.status).toBe(201)
    const token = await site.api('POST', '/api/tokens', { kind: 'device', device_id: deviceId, expires_in_days: 1 })
    const mapping = shippedMappings.find(({ name }) => name === 'ozon')
    if (mapping === undefined) throw new Error('there is no mapping ozon')
    unit = createOzoneFleet({
      deviceIds: [deviceId],
      make: { mapping, tellsIdentity: false, tellsPhases: false, firmware: 'test' },
      url: `mqtt://127.0.0.1:${site.mqttPort}`,
      login: () => ({ username: deviceId, password: String(token.body['secret']) }),
      clock: pageClock,
      seed: 3,
      lengthS: 600,
      heartbeatMs: 60_000,
      customers: { everyS: undefined, hours: { from: 0, to: 24, timezone: 'UTC' } },
      faults: { names: [], everyS: 60 },
      say: () => undefined,
    })
    unit.start()
    await until('the unit to be at the broker', () => unit.connected() === 1)
    unit.input(deviceId, { kind: 'press', treatment: 'PREMIUM' })
    await until('its treatment to be kept', () => unit.waiting() === 0)
    browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments })
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US', reducedMotion: 'reduce' })
    context.setDefaultTimeout(10_000)
    page = await context.newPage()
    await page.goto(`${site.url}/ozone/devices`)
    await page.locator('#email').fill('admin@palang.local')
    await page.locator('#password').fill(adminPassword)
    await page.keyboard.press('Enter')
  })
  afterAll(async () => {
    await browser?.close()
    await unit?.stop()
    await site?.stop()
  })

  test('a device that spoke before anybody knew it waits, and is put at its machine with what it counted', async () => {
    await page.getByRole('link', { name: deviceId }).waitFor()
    await press('Assign')
    await dialog().getByRole('combobox', { name: 'Find a machine' }).fill('uji')
    await page.getByRole('option', { name: 'Ozon uji' }).click()
    await confirm('Assign')
    await page.goto(`${site.url}/ozone`)
    const told = page.getByRole('row', { name: /Premium.*Ozon uji/ })
    await told.waitFor()
    expect(await told.count()).toBe(1)
  })

  test('a price that is set is in force', async () => {
    await page.goto(`${site.url}/ozone/prices`)
    await press('Set a price')
    await dialog()
      .getByRole('button', { name: /^Outlet/ })
      .click()
    await page.getByRole('option', { name: /^Every outlet|^All outlets/ }).click()
    await dialog().getByLabel('Price (Rp)').fill('7.000')
    await confirm('Set a price')
    await expect.poll(() => page.locator('dl').first().textContent()).toContain('7,000')
  })

  test('a treatment is refused while another runs, and is begun by the word of the device alone', async () => {
    await page.goto(`${site.url}/ozone/ozon-uji`)
    const start = async () => {
      await press('Start Basic')
      await dialog().getByLabel('Reason').fill('paid at the desk')
      await dialog().getByRole('button', { name: 'Start', exact: true }).click()
    }
    await start()
    await dialog().getByText('Another treatment is under way.').waitFor()
    await page.keyboard.press('Escape')
    await page.locator('.life').getByText('Refused').waitFor()
    await press('Stop the treatment')
    await page.locator('.life').getByText('The device answered: stopped').waitFor()
    unit.input(deviceId, { kind: 'restart' })
    await until('the unit to be back', () => unit.connected() === 1)
    await start()
    await page.locator('.life').getByText('The device answered: begun').waitFor()
    expect(await page.locator('.life-step.attend, .life-step.stop').count()).toBe(0)
  })

  test('the dashboard shows a treatment the moment it is told', async () => {
    await page.goto(`${site.url}/ozone`)
    await page.getByRole('row', { name: /Basic.*Ozon uji/ }).waitFor()
    const standard = page.getByRole('row', { name: /Standard.*Ozon uji/ })
    expect(await standard.count()).toBe(0)
    await site.api('POST', '/api/v1/machines/ozon-uji/treatment', { action: 'stop' })
    unit.input(deviceId, { kind: 'restart' })
    unit.input(deviceId, { kind: 'press', treatment: 'STANDARD' })
    await standard.waitFor()
  })
})
