/** Who may come in, through a real browser at a real running site: people, second factors, tokens, machines, the audit trail. */
import { existsSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { chromium, type Browser, type Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { totp } from '../../hub/src/access/testing/totp.ts'
import { chromiumArguments, chromiumPath } from '../screens/chromium.ts'
import { adminPassword, request, startSite, type RunningSite } from '../site/running-site.ts'
import { until } from '../site/until.ts'

const missing = existsSync(chromiumPath) ? undefined : `Chromium is not installed (${chromiumPath})`
if (missing !== undefined) console.log(`skipped: access in a browser: ${missing}`)

const administrator = 'admin@palang.local'
const dewi = { email: 'dewi@palang.local', password: 'hujan-sore-di-bogor' }

describe.skipIf(missing !== undefined)('access in the console', () => {
  let site: RunningSite
  let browser: Browser
  /** The administrator's page, and Dewi's in a browser of her own. */
  let page: Page
  let hers: Page
  let secret = ''
  let backupCodes: string[] = []
  const complaints: string[] = []

  const newPage = async () => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, locale: 'en-US', reducedMotion: 'reduce' })
    context.setDefaultTimeout(15_000)
    const made = await context.newPage()
    made.on('pageerror', error => complaints.push(error.message))
    return made
  }
  const giveName = async (where: Page, email: string, password: string) => {
    await where.locator('#email').fill(email)
    await where.locator('#password').fill(password)
    await where.keyboard.press('Enter')
  }
  const press = (where: Page, name: string | RegExp) =>
    where
      .getByRole('button', { name, exact: typeof name === 'string' })
      .first()
      .click()
  const shownOnce = (where: Page) => where.locator('.exactly code').first().innerText()
  const signOut = async (where: Page) => {
    await where.goto(`${site.url}/account`)
    await where.getByRole('button', { name: 'Sign out', exact: true }).first().click()
    await where.locator('#email').waitFor()
  }

  beforeAll(async () => {
    site = await startSite()
    browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments })
    page = await newPage()
    hers = await newPage()
    await page.goto(site.url)
    await giveName(page, administrator, adminPassword)
    await page.getByText('Machines online').waitFor()
  })
  afterAll(async () => {
    await browser?.close()
    await site?.stop()
  })

  test('gives a new person a password that is good for choosing their own and nothing else', async () => {
    await page.goto(`${site.url}/people`)
    await press(page, 'Add a person')
    await page.locator('#person-name').fill('Dewi Lestari')
    await page.locator('#person-email').fill(dewi.email)
    await page.keyboard.press('Enter')
    const given = await shownOnce(page)
    await press(page, 'I have kept it')
    await page.locator('td:visible').getByText('Has yet to choose a password').last().waitFor()
    expect(await page.content()).not.toContain(given)

    await hers.goto(`${site.url}/sessions`)
    await giveName(hers, dewi.email, given)
    await hers.getByRole('heading', { name: 'Choose your password' }).waitFor()
    expect(await hers.locator('nav').count()).toBe(0)
    await hers.locator('#pw-current').fill('not what was given')
    await hers.locator('#pw-new').fill(dewi.password)
    await hers.locator('#pw-again').fill(dewi.password)
    await hers.keyboard.press('Enter')
    await hers.getByText('The current password is wrong.').waitFor()
    await hers.locator('#pw-current').fill(given)
    await hers.keyboard.press('Enter')
    await hers.getByRole('heading', { name: 'Sessions' }).waitFor()
  })

  test('shows an operator neither people nor tokens, also not by their address', async () => {
    await hers.goto(`${site.url}/people`)
    await hers.getByText('This page is for administrators', { exact: false }).waitFor()
    const words = await hers.locator('nav.rail a').allInnerTexts()
    expect(words).toContain('Audit')
    expect(words.filter(word => word === 'People' || word === 'Access')).toEqual([])
  })

  test('limits a person to outlets: their names in the header, and nothing of the whole site', async () => {
    await page.goto(`${site.url}/people`)
    await press(page, 'Actions for Dewi Lestari')
    await page.getByRole('menuitem', { name: 'Change' }).click()
    await page.getByRole('radio', { name: 'Only those chosen' }).click()
    expect(await page.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await page.getByRole('checkbox', { name: 'Parkir Pusat' }).check()
    await press(page, 'Save')
    await page.getByText('Changes saved').waitFor()

    await hers.goto(`${site.url}/`)
    await hers.getByText('Machines online').waitFor()
    await hers.locator('header [title="You see only: Parkir Pusat"]').waitFor()
    await hers.getByText('Live', { exact: true }).first().waitFor()
    expect((await hers.locator('nav.rail a').allInnerTexts()).filter(word => ['Audit', 'Logs', 'People'].includes(word))).toEqual([])
    await hers.goto(`${site.url}/audit`)
    await hers.getByText('you see only some', { exact: false }).waitFor()
  })

  test('sets up a second factor and shows the backup codes once', async () => {
    await hers.goto(`${site.url}/account`)
    await press(hers, 'Set up')
    await hers.locator('#factor-password').fill('not her password')
    await hers.keyboard.press('Enter')
    await hers.getByText('The current password is wrong.').waitFor()
    await hers.locator('#factor-password').fill(dewi.password)
    await hers.keyboard.press('Enter')
    await hers.locator('svg.qr path').waitFor()
    secret = (await shownOnce(hers)).replaceAll(/\s/g, '')
    await hers.locator('#factor-code').fill(totp(`otpauth://totp/x?secret=${secret}`))
    await hers.keyboard.press('Enter')
    backupCodes = (await hers.locator('.backup-codes').innerText()).trim().split(/\s+/)
    expect(backupCodes.length).toBeGreaterThan(4)
    await press(hers, 'I have kept it')
    await hers.getByText('Signing in asks for a code', { exact: false }).waitFor()
    expect(await hers.content()).not.toContain(backupCodes[0])
  })

  test('asks for the code from then on: a wrong one is refused, the right one lets in', async () => {
    await signOut(hers)
    await giveName(hers, dewi.email, dewi.password)
    await hers.getByRole('heading', { name: 'One more step' }).waitFor()
    expect(await hers.locator('#code').getAttribute('autocomplete')).toBe('one-time-code')
    expect(await hers.evaluate('document.activeElement.id')).toBe('code')
    const right = totp(`otpauth://totp/x?secret=${secret}`)
    await hers.locator('#code').fill(String((Number(right) + 500_000) % 1_000_000).padStart(6, '0'))
    await hers.keyboard.press('Enter')
    await hers.getByText('The code is wrong or too old.').waitFor()
    await hers.locator('#code').fill(totp(`otpauth://totp/x?secret=${secret}`))
    await hers.keyboard.press('Enter')
    await hers.getByRole('heading', { name: 'Account' }).waitFor()
  })

  test('takes a backup code once in place of the app', async () => {
    const [code = ''] = backupCodes
    await signOut(hers)
    await giveName(hers, dewi.email, dewi.password)
    await press(hers, 'Use a backup code')
    await hers.locator('#code').fill(code)
    await hers.keyboard.press('Enter')
    await hers.getByRole('heading', { name: 'Account' }).waitFor()
    await signOut(hers)
    await giveName(hers, dewi.email, dewi.password)
    await press(hers, 'Use a backup code')
    await hers.locator('#code').fill(code)
    await hers.keyboard.press('Enter')
    await hers.getByText('The code is wrong or too old.').waitFor()
    expect(await hers.locator('#code').inputValue()).toBe('')
  })

  test('ends the sign-ins of a person at once, and keeps a disabled one out', async () => {
    await hers.locator('#code').fill(backupCodes[1] ?? '')
    await hers.keyboard.press('Enter')
    await hers.getByRole('heading', { name: 'Account' }).waitFor()
    await page.goto(`${site.url}/people`)
    await press(page, 'Actions for Dewi Lestari')
    await page.getByRole('menuitem', { name: 'Disable' }).click()
    await press(page, 'Disable')
    await page.getByText('Disabled', { exact: true }).last().waitFor()
    await hers.locator('#email').waitFor()
    await giveName(hers, dewi.email, dewi.password)
    await hers.getByText('The e-mail or password is wrong.').waitFor()
    expect(await hers.locator('nav').count()).toBe(0)
  })

  test('makes a token for a program that may only look, and cuts it off when it is revoked', async () => {
    await page.goto(`${site.url}/tokens`)
    await press(page, 'New program token')
    await page.locator('#token-name').fill('report')
    await press(page, 'Make the token')
    const token = await shownOnce(page)
    const ask = async (method: string, path: string, body?: unknown) =>
      (await request(site.url + path, method, body, { authorization: `Bearer ${token}` })).status
    expect(await ask('GET', '/api/v1/machines/')).toBe(200)
    expect(await ask('POST', '/api/gate/control/gate_in', { action: 'open', duration: 5, reason: 'maintenance' })).toBe(403)
    await press(page, 'I have kept it')
    await press(page, 'Revoke: report')
    await press(page, 'Revoke')
    await page.getByText('Token revoked').waitFor()
    expect(await ask('GET', '/api/v1/machines/')).toBe(401)
    expect(await page.getByRole('button', { name: 'Revoke: report' }).count()).toBe(0)
  })

  test('has a connected machine take a new token without losing it', async () => {
    const machineToken = async () => {
      const { body } = await site.api('GET', '/api/tokens')
      return (body['items'] as { id: string; machine_id: string | null }[]).find(token => token.machine_id === 'gate_in')?.id
    }
    const before = await machineToken()
    await page.goto(`${site.url}/tokens?kind=machine`)
    await press(page, 'Actions for Gerbang masuk')
    await page.getByRole('menuitem', { name: 'Renew token' }).click()
    await press(page, 'Renew token')
    await page.getByText('The machine uses a new token').waitFor()
    expect(await machineToken()).not.toBe(before)
    expect((await site.api('GET', '/api/v1/machines/gate_in')).body).toMatchObject({ status: 'online' })
  })

  test('shows a code that lets a controller in from another computer, once', async () => {
    await page.goto(`${site.url}/tokens?kind=machine`)
    await press(page, 'Actions for Gerbang keluar')
    await page.getByRole('menuitem', { name: 'Activate on another computer' }).click()
    const code = await shownOnce(page)
    const command = await page.locator('.exactly code').nth(1).innerText()
    expect(command).toBe(`./start-all.sh --activate ${code}`)
    expect(await page.getByRole('timer').innerText()).toMatch(/^(10|9):\d\d$/)
    const enroll = () => request(`${site.url}/api/enroll`, 'POST', { code, machine_id: 'gate_out' }, {})
    expect((await enroll()).status).toBe(201)
    await page.getByText('The code was used.', { exact: false }).waitFor()
    expect((await enroll()).status).toBe(401)
  })

  test('narrows the audit trail by its address, and hands out the same part as a file', async () => {
    await page.goto(`${site.url}/audit`)
    await press(page, /^Detail: Disabled|^Detail: Changed a person/)
    await page.locator('.changes').getByText('Disabled').waitFor()
    await page.getByRole('button', { name: 'Changed a person', exact: true }).click()
    await until('the address to name the act', () => page.url().includes('action=change_user'))
    await page.reload()
    await page.locator('tr[data-go]').first().waitFor()
    const acts = await until('only these acts', async () => {
      const found = await page.locator('tr[data-go] td:nth-child(3)').allInnerTexts()
      return found.every(text => text.startsWith('Changed a person')) ? found : undefined
    })
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Export CSV' }).click()])
    const lines = readFileSync(await download.path(), 'utf8')
      .trim()
      .split('\r\n')
    expect(lines.length).toBe(acts.length + 1)
    expect(lines.slice(1).every(line => line.includes('change_user'))).toBe(true)
    await page.goto(`${site.url}/audit?actor=${dewi.email}`)
    await until('only her acts', async () => {
      const who = await page.locator('tr[data-go] td:nth-child(2)').allInnerTexts()
      return who.length > 0 && who.every(text => text === dewi.email)
    })
  })

  test('is free of what keeps people out who cannot see or point', { timeout: 60_000 }, async () => {
    const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
    for (const path of ['/account', '/people', '/tokens', '/tokens?kind=machine', '/audit']) {
      await page.goto(site.url + path)
      await page.locator('h1').waitFor()
      await page.locator('.skeleton').first().waitFor({ state: 'detached' })
      await page.evaluate(axe)
      const violations = await page.evaluate<{ id: string }[]>('axe.run(document).then(found => found.violations)')
      expect(
        violations.map(({ id }) => id),
        path,
      ).toEqual([])
    }
  })

  test('signs out everywhere, this browser too', async () => {
    await page.goto(`${site.url}/account`)
    await press(page, 'Sign out everywhere')
    await page.getByRole('dialog').getByRole('button', { name: 'Sign out everywhere' }).click()
    await page.locator('#email').waitFor()
    await page.reload()
    await page.locator('#email').waitFor()
    expect(complaints).toEqual([])
  })
})
