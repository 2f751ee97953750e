/**
 * Takes a picture of every console page in dark, light and phone size and in both languages, and runs axe on each.
 * `node e2e/screens/shoot.ts [name…]` takes only pictures whose name contains one of the words. Ends 1 when axe or the
 * page itself complains.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { type FixtureHub, type FixtureOptions, startFixtureHub } from './fixture-hub.ts'
import { cameraScene } from './camera-scene.ts'

const root = path.resolve(import.meta.dirname, '../..')
/** Another build than the usual one can be looked at, so that a build under way does not pull the pages away. */
const consoleDir = process.env['CONSOLE_DIR'] ?? path.join(root, 'frontend/dist/console')
const pictureDir = path.join(import.meta.dirname, 'pictures')
const executablePath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'
const chromiumArgs = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

type Theme = 'dark' | 'light'
type Language = 'id' | 'en'

interface Look {
  theme: Theme
  language: Language
  phone: boolean
}

interface Shot {
  name: string
  options: Omit<FixtureOptions, 'consoleDir'>
  path: string
  looks: Look[]
  /** Brings the page into the state to be seen. */
  act?: (page: Page, hub: FixtureHub) => Promise<void>
}

const dark: Look = { theme: 'dark', language: 'id', phone: false }
const light: Look = { theme: 'light', language: 'en', phone: false }
const phone: Look = { theme: 'dark', language: 'id', phone: true }
const phoneLight: Look = { theme: 'light', language: 'en', phone: true }

const firstSession = '019bda5e-9a40-7000-8000-000000000003'

function shots(cameraJpeg: Uint8Array): Shot[] {
  const calm = { scenario: 'calm', cameraJpeg } as const
  const busy = { scenario: 'busy', cameraJpeg } as const
  const empty = { scenario: 'empty' } as const
  return [
    { name: 'sign-in', options: { ...calm, signedIn: false }, path: '/', looks: [dark, light, phone] },
    { name: 'sign-in-code', options: { ...calm, signedIn: false, signIn: 'code' }, path: '/', looks: [dark, light, phone], act: giveCode },
    {
      name: 'sign-in-locked',
      options: { ...calm, signedIn: false, signIn: 'locked' },
      path: '/',
      looks: [dark, phoneLight],
      act: givePassword,
    },
    { name: 'first-password', options: { ...calm, newPassword: true }, path: '/people', looks: [dark, light, phone] },
    { name: 'overview-limited', options: { ...calm, role: 'viewer', limited: true }, path: '/', looks: [dark, phone] },
    { name: 'overview-calm', options: calm, path: '/', looks: [dark, light, phone] },
    { name: 'overview-busy', options: busy, path: '/', looks: [dark, light, phoneLight] },
    { name: 'overview-large', options: { scenario: 'large' }, path: '/', looks: [dark] },
    { name: 'overview-empty', options: empty, path: '/', looks: [dark] },
    { name: 'overview-failing', options: { ...calm, failing: true }, path: '/', looks: [dark] },
    { name: 'link-lost', options: busy, path: '/', looks: [dark, phone], act: cut },
    { name: 'gates', options: busy, path: '/gates', looks: [dark, light, phone] },
    { name: 'gate', options: calm, path: '/gates/gate_in', looks: [dark, light, phone] },
    { name: 'gate-fault', options: { scenario: 'busy' }, path: '/gates/gate_north', looks: [dark, light] },
    { name: 'gate-stale', options: { scenario: 'busy' }, path: '/gates/gate_staff', looks: [dark] },
    { name: 'gate-viewer', options: { ...calm, role: 'viewer' }, path: '/gates/gate_out', looks: [light] },
    {
      name: 'gate-reason',
      options: calm,
      path: '/gates/gate_in',
      looks: [dark],
      act: page => page.getByRole('button', { name: /Buka 10 detik/ }).click(),
    },
    { name: 'gate-command', options: calm, path: '/gates/gate_out', looks: [dark], act: openGate },
    {
      name: 'gate-all',
      options: busy,
      path: '/gates',
      looks: [dark, light],
      act: page => page.getByRole('button', { name: /Buka semua|Open all/ }).click(),
    },
    { name: 'sessions', options: calm, path: '/sessions', looks: [dark, light, phone] },
    { name: 'sessions-none', options: calm, path: '/sessions?q=ZZZZ', looks: [dark] },
    { name: 'session', options: calm, path: `/sessions/${firstSession}`, looks: [dark, light, phone] },
    {
      name: 'session-print',
      options: calm,
      path: `/sessions/${firstSession}`,
      looks: [dark],
      act: page => page.emulateMedia({ media: 'print' }),
    },
    { name: 'cards', options: calm, path: '/cards', looks: [dark, light, phone] },
    {
      name: 'cards-add',
      options: calm,
      path: '/cards',
      looks: [dark],
      act: page => page.getByRole('button', { name: /Tambah kartu|Add a card/ }).click(),
    },
    { name: 'alarms', options: busy, path: '/alarms', looks: [dark, light, phone] },
    { name: 'alarms-none', options: calm, path: '/alarms', looks: [dark] },
    { name: 'set-aside', options: busy, path: '/set-aside', looks: [dark, light, phone] },
    { name: 'set-aside-none', options: calm, path: '/set-aside', looks: [dark] },
    { name: 'set-aside-one', options: busy, path: '/set-aside', looks: [light, phone], act: lookAtFirst },
    { name: 'logs', options: busy, path: '/logs', looks: [dark, light, phone], act: page => page.locator('.log-head').nth(1).click() },
    ...accessShots(calm),
    { name: 'settings', options: calm, path: '/settings', looks: [dark, light, phone] },
    { name: 'search', options: busy, path: '/', looks: [dark, phoneLight], act: search },
    {
      name: 'person-menu',
      options: calm,
      path: '/',
      looks: [light],
      act: page => page.getByRole('button', { name: /Akun|Account/ }).click(),
    },
    { name: 'not-found', options: calm, path: '/nowhere', looks: [dark] },
  ]
}

function accessShots(calm: Shot['options']): Shot[] {
  const press = (name: RegExp) => async (page: Page) => {
    await page.getByRole('button', { name }).first().click()
    await page.getByRole('dialog').or(page.getByRole('menu')).waitFor()
  }
  const empty = { scenario: 'empty' } as const
  return [
    { name: 'account', options: calm, path: '/account', looks: [dark, light, phone] },
    {
      name: 'account-limited',
      options: { ...calm, role: 'operator', limited: true, secondFactor: true },
      path: '/account',
      looks: [light, phone],
    },
    { name: 'factor-password', options: calm, path: '/account', looks: [dark], act: press(/^Pasang$|^Set up$/) },
    { name: 'factor-scan', options: calm, path: '/account', looks: [dark, light, phone], act: beginFactor },
    { name: 'factor-codes', options: calm, path: '/account', looks: [light, phone], act: finishFactor },
    { name: 'sign-out-everywhere', options: calm, path: '/account', looks: [dark], act: press(/Keluar di mana pun|Sign out everywhere/) },
    { name: 'people', options: calm, path: '/people', looks: [dark, light, phone, phoneLight] },
    { name: 'people-menu', options: calm, path: '/people', looks: [dark, phone], act: press(/Raden/) },
    { name: 'people-add', options: calm, path: '/people', looks: [dark, light, phone], act: addPerson(false) },
    { name: 'people-password', options: calm, path: '/people', looks: [dark, phoneLight], act: addPerson(true) },
    { name: 'people-refused', options: calm, path: '/people', looks: [light], act: deletePerson },
    { name: 'people-viewer', options: { ...calm, role: 'operator' }, path: '/people', looks: [dark] },
    { name: 'people-failing', options: { ...calm, failing: true }, path: '/people', looks: [dark] },
    { name: 'tokens', options: calm, path: '/tokens', looks: [dark, light, phone] },
    { name: 'tokens-machines', options: calm, path: '/tokens?kind=machine', looks: [dark, light, phone] },
    { name: 'tokens-devices', options: calm, path: '/tokens?kind=device', looks: [dark] },
    { name: 'tokens-none', options: empty, path: '/tokens', looks: [dark] },
    { name: 'tokens-add', options: calm, path: '/tokens', looks: [dark, light, phone], act: addToken(false) },
    { name: 'tokens-secret', options: calm, path: '/tokens', looks: [dark, phoneLight], act: addToken(true) },
    { name: 'tokens-revoke', options: calm, path: '/tokens', looks: [dark, light], act: press(/^(Cabut|Revoke): /) },
    { name: 'activation', options: calm, path: '/tokens?kind=machine', looks: [dark, light, phone], act: activate },
    { name: 'audit', options: calm, path: '/audit', looks: [dark, light, phone] },
    { name: 'audit-change', options: calm, path: '/audit', looks: [dark, light, phone, phoneLight], act: openChange },
    { name: 'audit-none', options: calm, path: '/audit?actor=nobody@palang.local&from=2026-01-01', looks: [dark, phone] },
    { name: 'more-menu', options: calm, path: '/', looks: [phone], act: press(/Lainnya|More/) },
  ]
}

async function givePassword(page: Page): Promise<void> {
  await page.locator('#email').fill('siti@palang.local')
  await page.locator('#password').fill('correct-horse-battery')
  await page.keyboard.press('Enter')
  await page.locator('#code, [role=timer]').first().waitFor()
}

async function giveCode(page: Page): Promise<void> {
  await givePassword(page)
  await page.locator('#code').fill('123456')
  await page.keyboard.press('Enter')
  await page.locator('.note.stop').waitFor()
}

async function beginFactor(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Pasang$|^Set up$/ }).click()
  await page.locator('#factor-password').fill('correct-horse-battery')
  await page.keyboard.press('Enter')
  await page.locator('.qr').waitFor()
}

async function finishFactor(page: Page): Promise<void> {
  await beginFactor(page)
  await page.locator('#factor-code').fill('123456')
  await page.keyboard.press('Enter')
  await page.locator('.backup-codes').waitFor()
}

function addPerson(save: boolean) {
  return async (page: Page) => {
    await page.getByRole('button', { name: /Tambah orang|Add a person/ }).click()
    await page.locator('#person-name').fill('Dewi Lestari')
    await page.locator('#person-email').fill('dewi@palang.local')
    if (save) await page.keyboard.press('Enter')
    else {
      await page.getByRole('radio', { name: /Hanya yang dipilih|Only those chosen/ }).click()
      await page.getByRole('checkbox').first().check()
    }
    if (save) await page.locator('.exactly').waitFor()
  }
}

async function deletePerson(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Bambang/ }).click()
  await page.getByRole('menuitem', { name: /^Hapus$|^Delete$/ }).click()
  await page.getByRole('button', { name: /^Hapus$|^Delete$/ }).click()
  await page.getByRole('alert').waitFor()
}

function addToken(save: boolean) {
  return async (page: Page) => {
    await page.getByRole('button', { name: /Token program baru|New program token/ }).click()
    await page.locator('#token-name').fill('Kasir lantai 1')
    await page.getByRole('checkbox').nth(1).check()
    if (!save) return
    await page.locator('#token-name').press('Enter')
    await page.locator('.exactly').waitFor()
  }
}

async function activate(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Gerbang masuk/ }).click()
  await page.getByRole('menuitem', { name: /Aktifkan|Activate/ }).click()
  await page.locator('.exactly').first().waitFor()
}

async function openChange(page: Page): Promise<void> {
  await page.locator('tr[data-go] button').nth(1).click()
  await page.locator('.changes').waitFor()
}

async function cut(page: Page, hub: FixtureHub): Promise<void> {
  hub.cutLink()
  await page.locator('.linkbar').waitFor()
}

async function lookAtFirst(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Lihat$|^Look$/ })
    .first()
    .click()
  await page.getByRole('dialog').waitFor()
}

async function search(page: Page): Promise<void> {
  await page.keyboard.press('/')
  await page.getByRole('combobox').fill('card_0')
  await page.getByRole('option').nth(3).waitFor()
}

async function openGate(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Alasan|^Reason/ }).click()
  await page.getByRole('option').first().click()
  await page.getByRole('button', { name: /Buka 10 detik|Open for 10/ }).click()
  await page.locator('.life-step[data-tone=now]').first().waitFor()
}

/** Most script, gzip-compressed, that the first page may load. */
const scriptBudgetBytes = 150_000

interface Complaint {
  picture: string
  text: string
}

async function newContext(browser: Browser, look: Look): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: look.phone ? { width: 390, height: 844 } : { width: 1440, height: 900 },
    deviceScaleFactor: look.phone ? 2 : 1,
    reducedMotion: 'reduce',
    timezoneId: 'Asia/Jakarta',
  })
  await context.addInitScript(
    `localStorage.setItem('palang.theme','${look.theme}');localStorage.setItem('palang.locale','${look.language}')`,
  )
  return context
}

async function take(browser: Browser, shot: Shot, look: Look, axeSource: string): Promise<Complaint[]> {
  const hub = await startFixtureHub({ ...shot.options, consoleDir })
  const context = await newContext(browser, look)
  const picture = `${shot.name}-${look.phone ? 'phone-' : ''}${look.theme}-${look.language}`
  const complaints: Complaint[] = []
  try {
    const page = await context.newPage()
    let scriptBytes = 0
    page.on('response', response => {
      if (!response.url().endsWith('.js')) return
      void response.body().then(
        body => (scriptBytes += gzipSync(body).length),
        () => undefined,
      )
    })
    page.on('pageerror', error => complaints.push({ picture, text: `page error: ${error.message}` }))
    page.on('console', message => {
      if (message.type() === 'error' && !/status of (401|404|409|429|500|504)|WebSocket/.test(message.text()))
        complaints.push({ picture, text: `console: ${message.text()}` })
    })
    await page.goto(hub.url + shot.path)
    await page.locator('h1').first().waitFor({ state: 'attached' })
    await page.waitForLoadState('load')
    await page.evaluate('document.fonts.ready')
    await page.waitForTimeout(900)
    await shot.act?.(page, hub)
    await page.waitForTimeout(300)
    await page.screenshot({ path: path.join(pictureDir, `${picture}.png`), fullPage: look.phone && shot.act === undefined })
    if (shot.path === '/' && shot.act === undefined && scriptBytes > scriptBudgetBytes)
      complaints.push({ picture, text: `loads ${Math.round(scriptBytes / 1000)} kB of compressed script` })
    else if (process.env['SHOW_SCRIPT_SIZE'] !== undefined)
      console.log(`${picture}: ${Math.round(scriptBytes / 1000)} kB of compressed script`)
    complaints.push(...(await axe(page, axeSource)).map(text => ({ picture, text })))
  } catch (error) {
    complaints.push({ picture, text: error instanceof Error ? error.message : String(error) })
  } finally {
    await context.close()
    await hub.stop()
  }
  return complaints
}

interface AxeViolation {
  id: string
  help: string
  nodes: { target: string[]; failureSummary?: string }[]
}

/** A row that happens to end under the bottom bar of a phone scrolls out from under it. */
const overlaid = /partially obscured/

/** Menus and toasts stand outside the landmarks on purpose, so `region` is not asked. */
async function axe(page: Page, source: string): Promise<string[]> {
  await page.evaluate(source)
  const violations = await page.evaluate<AxeViolation[]>(
    "axe.run(document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa','best-practice'],rules:{region:{enabled:false}}}).then(r=>r.violations.map(({id,help,nodes})=>({id,help,nodes:nodes.slice(0,3).map(({target,failureSummary})=>({target:target.map(String),failureSummary}))})))",
  )
  return violations
    .filter(v => !v.nodes.every(node => overlaid.test(node.failureSummary ?? '')))
    .map(
      v =>
        `axe ${v.id}: ${v.help}\n${v.nodes.map(node => `      ${node.target.join(' ')} — ${(node.failureSummary ?? '').split('\n').slice(1, 2).join('').trim()}`).join('\n')}`,
    )
}

async function main(): Promise<void> {
  await mkdir(pictureDir, { recursive: true })
  const axeSource = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')
  const browser = await chromium.launch({ executablePath, args: chromiumArgs })
  const words = process.argv.slice(2)
  const complaints: Complaint[] = []
  try {
    const jpeg = await cameraScene(browser)
    for (const shot of shots(jpeg)) {
      if (words.length > 0 && !words.some(word => shot.name.includes(word))) continue
      for (const look of shot.looks) complaints.push(...(await take(browser, shot, look, axeSource)))
    }
  } finally {
    await browser.close()
  }
  for (const { picture, text } of complaints) console.log(`${picture}: ${text}`)
  console.log(complaints.length === 0 ? 'no complaints' : `${complaints.length} complaints`)
  process.exitCode = complaints.length === 0 ? 0 : 1
}

await main()
