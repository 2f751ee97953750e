/** A cashier's day through a real browser at a real running site: open the till, take cash at the exit, count, and be checked. */
import { existsSync } from 'node:fs'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumArguments, chromiumPath } from '../screens/chromium.ts'
import { goIn, handsAt, sessionOf } from '../site/gate-hands.ts'
import { adminPassword, startSite, type RunningSite } from '../site/running-site.ts'

const missing = existsSync(chromiumPath) ? undefined : `Chromium is not installed (${chromiumPath})`
if (missing !== undefined) console.log(`skipped: money in a browser: ${missing}`)

/** The first hour of a car, as the tariff of the site has it. */
const price = 5000
const spaced = (text: string) => text.replaceAll('\u00a0', ' ')

describe.skipIf(missing !== undefined)('money in the console', () => {
  let site: RunningSite
  let browser: Browser
  let page: Page
  const complaints: string[] = []

  const press = (name: string) => page.getByRole('button', { name, exact: true }).first().click()
  const inDialog = (name: string) => page.getByRole('dialog').getByRole('button', { name, exact: true }).click()
  /** A car comes to the exit with its card, owes, and its page is looked at. */
  const carAtExit = async (card: string) => {
    await goIn(site, card)
    const gateOut = handsAt(site, 'gate_out')
    await gateOut.arrive()
    await gateOut.tap(card)
    const stay = await sessionOf(site, card, session => session.state === 'paying')
    await page.goto(`${site.url}/sessions/${stay.id}`)
    await page.getByRole('button', { name: 'Take cash', exact: true }).waitFor()
    return { stay, gateOut }
  }

  beforeAll(async () => {
    site = await startSite()
    browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments })
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US', reducedMotion: 'reduce' })
    context.setDefaultTimeout(20_000)
    page = await context.newPage()
    page.on('pageerror', error => complaints.push(error.message))
    await page.goto(site.url)
    await page.locator('#email').fill('admin@palang.local')
    await page.locator('#password').fill(adminPassword)
    await page.keyboard.press('Enter')
    await page.getByText('Machines online').waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await site?.stop()
  })

  test('cash taken without a shift is refused by nobody, and the page of the stay says so', async () => {
    const { stay, gateOut } = await carAtExit('MONEY_001')
    await press('Take cash')
    await page.getByRole('dialog').getByText('You have no open shift', { exact: false }).waitFor()
    await inDialog('Take cash')
    await gateOut.driveThrough()
    await sessionOf(site, 'MONEY_001', session => session.state === 'closed')
    await page.getByText('No shift', { exact: true }).waitFor()
    const { body } = await site.api('GET', `/api/payments?session_id=${stay.id}`)
    expect(body['items']).toMatchObject([{ method: 'cash', amount: price, shift_id: null, actor: 'user:admin@palang.local' }])
  })

  test('a shift is opened with what is in the drawer', async () => {
    await page.goto(`${site.url}/till`)
    await press('Open a shift')
    await page.locator('#shift-float').fill('100.000')
    await page.getByRole('dialog').getByText('Rp 100,000').waitFor()
    await inDialog('Open a shift')
    await page.getByText('Open since', { exact: false }).waitFor()
    expect(await page.content()).not.toContain('Should be there')
  })

  test('cash taken at the exit belongs to the shift, and opens the gate', async () => {
    const { gateOut } = await carAtExit('MONEY_002')
    await press('Take cash')
    await inDialog('Take cash')
    await gateOut.driveThrough()
    await sessionOf(site, 'MONEY_002', session => session.state === 'closed' && session.paid_amount === price)
    await page.locator('main').getByRole('link', { name: 'Shift', exact: true }).waitFor()
    expect(await page.getByText('No shift', { exact: true }).count()).toBe(0)
  })

  test('a part of it is taken back with a reason, and both entries say so', async () => {
    await press('Take back the payment of Rp 5,000')
    await page.locator('#refund-amount').fill('6000')
    expect(await page.getByRole('dialog').getByRole('button', { name: 'Take back', exact: true }).isDisabled()).toBe(true)
    await page.locator('#refund-amount').fill('2000')
    await page.locator('#refund-reason').fill('wrong class')
    await inDialog('Take back')
    await page.locator('main .badge').getByText('taken back', { exact: false }).waitFor()
    await page.getByText('Takes back the payment of', { exact: false }).waitFor()
  })

  test('a wrong count closes the shift, and only then says how much is missing', async () => {
    await page.goto(`${site.url}/till`)
    await press('Count and close')
    await press('Help me add up notes and coins')
    await page.getByLabel('Note Rp 100,000').fill('1')
    await page.getByLabel('Note Rp 2,000').fill('1')
    expect(await page.locator('#shift-counted').inputValue()).toBe('102000')
    await inDialog('Close the shift')
    await page.getByText('is missing from what was recorded', { exact: false }).waitFor()
    const told = spaced(await page.locator('main').innerText())
    for (const part of ['Rp 1,000 is missing', 'Rp 103,000', 'Rp 102,000']) expect(told).toContain(part)
    await page.goto(`${site.url}/till`)
    await page.getByText('You have no till open').waitFor()
    await page.locator('td').getByText('Rp 1,000 short').waitFor()
  })

  test('the report counts all of it, and the ledger adds up', async () => {
    await page.goto(`${site.url}/reports`)
    await page.getByText('Everything adds up').waitFor()
    const told = spaced(await page.locator('main').innerText())
    for (const part of ['Rp 8,000', 'Rp 10,000', '−Rp 2,000', 'admin@palang.local', 'Refund']) expect(told).toContain(part)
    const link = await page.getByRole('link', { name: 'Export CSV' }).getAttribute('href')
    const file = await page.request.get(`${site.url}${link ?? ''}`)
    expect(await file.text()).toContain('method,cash,3,10000,-2000,8000')
  })

  test('complained about nothing', () => {
    expect(complaints).toEqual([])
  })
})
