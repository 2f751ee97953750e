/** Writing a new version of a tariff in the console, from the list to the list. */
import { existsSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { chromiumPath } from './chromium.ts'
import { type ConsoleBrowser, openConsole } from './console-browser.ts'

const browserFound = existsSync(chromiumPath)
if (!browserFound) console.warn(`the editor of tariffs is not tried: there is no browser at ${chromiumPath} (set CHROMIUM to one)`)

describe.skipIf(!browserFound)('the editor of tariffs', () => {
  let site: ConsoleBrowser
  let page: Page

  beforeAll(async () => {
    site = await openConsole()
    const context = await site.browser.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce' })
    await context.addInitScript("localStorage.setItem('palang.locale','en')")
    page = await context.newPage()
    page.setDefaultTimeout(10_000)
    await page.goto(`${site.hub.url}/tariffs`)
  })
  afterAll(() => site?.stop())

  const firstPrice = () => page.locator('[id="tariff-classes.car.first.amount"]')
  const example = () => page.locator('section', { has: page.getByRole('heading', { name: 'Example' }) })
  const total = () => example().getByText('Total', { exact: true }).locator('xpath=..').textContent()
  const publish = () => page.getByRole('button', { name: 'Publish', exact: true })
  const version = (number: number) => page.getByRole('listitem').filter({ hasText: `Version ${number}` })

  test('the version in force is the base of the next, and a changed price is seen in the example at once', async () => {
    await version(3).getByText('In force').waitFor()
    await version(3).getByRole('link', { name: 'Make a new version' }).click()
    await page.getByRole('heading', { name: 'standard · Version 5' }).waitFor()
    // An ordinary Tuesday morning: one first period and two following ones.
    await example().getByLabel('In', { exact: true }).fill('2026-01-20T09:00')
    await example().getByLabel('Out', { exact: true }).fill('2026-01-20T11:30')
    await expect.poll(total).toBe('TotalRp\u00a012,000')
    await firstPrice().fill('7500')
    await expect.poll(total).toBe('TotalRp\u00a013,500')
  })

  test('a mistake is told in words at its field and beside the form, and keeps it from being published', async () => {
    await firstPrice().fill('seven')
    expect(await firstPrice().getAttribute('aria-invalid')).toBe('true')
    await page.locator('[id="tariff-classes.car.first.amount-hint"]').getByText('Type a whole number.').waitFor()
    await page.getByText('Vehicle classes › Car › First period › Price: Type a whole number.').waitFor()
    await example().getByText('Mend the red fields to see the price.').waitFor()
    expect(await publish().isDisabled()).toBe(true)
    await firstPrice().fill('7500')
    await expect.poll(total).toBe('TotalRp\u00a013,500')
    expect(await publish().isEnabled()).toBe(true)
  })

  test('it is published with what changes, a reason and a moment that is still to come, and stands in the list', async () => {
    await publish().click()
    const dialog = page.getByRole('dialog', { name: 'Publish version 5?' })
    await dialog.getByText('6000 → 7500').waitFor()
    await dialog.getByLabel('Reason').fill('Electricity is dearer')
    await dialog.getByRole('radio', { name: 'Later' }).click()
    await dialog.getByLabel('Date and time').fill('2020-01-01T00:00')
    await dialog.getByText('Choose a moment that is still to come.').waitFor()
    expect(await dialog.getByRole('button', { name: 'Publish' }).isDisabled()).toBe(true)
    await dialog.getByLabel('Date and time').fill('2099-01-01T06:00')
    await dialog.getByRole('button', { name: 'Publish' }).click()
    await page.getByText('Version 5 is published.').waitFor()
    await version(5).getByText('From 1 Jan 2099 06:00').waitFor()
    expect(await version(3).getByText('In force').isVisible()).toBe(true)
    const answer = await fetch(`${site.hub.url}/api/tariffs/standard/5`)
    expect(await answer.json()).toMatchObject({
      definition: { version: 5, classes: { car: { first: { amount: 7500 } } } },
      starts: [{ starts_at: '2098-12-31T23:00:00.000Z', reason: 'Electricity is dearer' }],
    })
  })
})
