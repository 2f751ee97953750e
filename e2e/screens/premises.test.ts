/** Outlets and machines in a browser: from a new outlet to the first service noted at a machine in it. */
import { existsSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { chromiumPath } from './chromium.ts'
import { type ConsoleBrowser, openConsole } from './console-browser.ts'
import { type FixtureHub, startFixtureHub } from './fixture-hub.ts'

const browserFound = existsSync(chromiumPath)
if (!browserFound)
  console.warn(`the pages of outlets and machines are not tried: there is no browser at ${chromiumPath} (set CHROMIUM to one)`)

const log = z.object({ entries: z.array(z.object({ kind: z.string(), note: z.string().nullable() })) })

describe.skipIf(!browserFound)('outlets and machines', () => {
  let site: ConsoleBrowser

  beforeAll(async () => {
    site = await openConsole()
  })
  afterAll(() => site?.stop())

  /** A hub of its own for each test: what is added stays. */
  const start = (role: 'admin' | 'viewer' = 'admin') => startFixtureHub({ scenario: 'ozone', consoleDir: site.consoleDir, role })

  async function open(at: FixtureHub, path: string): Promise<Page> {
    const context = await site.browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce' })
    await context.addInitScript("localStorage.setItem('palang.locale','en')")
    const page = await context.newPage()
    await page.goto(at.url + path)
    return page
  }

  test('an outlet is added, a machine in it, and a service noted once however often the button is pressed', async () => {
    const hub = await start()
    const page = await open(hub, '/outlets')
    const dialog = page.getByRole('dialog')
    await page.getByRole('button', { name: 'Add an outlet' }).click()
    await dialog.getByLabel('Name', { exact: true }).fill('Ozon Barat')
    await dialog.getByLabel('Contact person').fill('Rina')
    await dialog.getByLabel('ID (empty: made of the name)').fill('pusat')
    await dialog.getByRole('button', { name: 'Add an outlet' }).click()
    await dialog.getByText('This ID is in use or not well-formed').waitFor()
    await dialog.getByLabel('ID (empty: made of the name)').fill('ozon-barat')
    await dialog.getByRole('button', { name: 'Add an outlet' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Ozon Barat' }).click()

    await page.getByRole('button', { name: 'Add a machine' }).click()
    await dialog.getByLabel('Name', { exact: true }).fill('Unit barat')
    await dialog.getByRole('button', { name: 'Add a machine' }).click()
    await dialog.waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Unit barat' }).click()

    await page.getByRole('heading', { name: 'Unit barat' }).waitFor()
    await page.getByText('No device at this machine yet').waitFor()
    await page.getByRole('button', { name: 'Note a service' }).click()
    await dialog.getByLabel('Remark (may stay empty)').fill('first look')
    await dialog.getByRole('button', { name: 'Note a service' }).dblclick()
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('first look').waitFor()
    const noted = log.parse(await (await fetch(`${hub.url}/api/v1/machines/unit-barat/maintenance`)).json())
    expect(noted.entries).toEqual([{ kind: 'service', note: 'first look' }])
    await page.context().close()
    await hub.stop()
  })

  test('a machine of the site file is offered no act that the hub refuses, and whoever may only look none at all', async () => {
    const hub = await start()
    const page = await open(hub, '/machines')
    await page.getByRole('button', { name: 'Acts on Ozon Pusat 3' }).click()
    await page.getByRole('menuitem', { name: 'Note a service' }).waitFor()
    expect(await page.getByRole('menuitem').allTextContents()).toEqual(['Open its page', 'Note a service'])
    await page.context().close()
    await hub.stop()
    const looking = await start('viewer')
    const seen = await open(looking, '/outlets/pusat')
    await seen.getByRole('link', { name: 'Ozon Pusat 1' }).waitFor()
    expect(await seen.getByRole('button', { name: /^(Change|Add a machine|Retire)$/ }).count()).toBe(0)
    await seen.context().close()
    await looking.stop()
  })
})
