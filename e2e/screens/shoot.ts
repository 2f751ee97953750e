/**
 * Takes a picture of every console page in dark, light and phone size and in both languages, and runs axe on each.
 * `node e2e/screens/shoot.ts [name…]` takes only pictures whose name contains one of the words. Ends 1 when axe or the
 * page itself complains, when a page is wider than its screen, when a finger cannot hit something on a phone, or when the
 * first page loads more script than its budget.
 * `PICTURES` names another folder than `pictures` beside this file.
 */
import { mkdir, readFile } from 'node:fs/promises'
import { createRequire } from 'node:module'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core'
import { accessShots } from './access-shots.ts'
import { cameraScene } from './camera-scene.ts'
import { chromiumArguments, chromiumPath } from './chromium.ts'
import { conditionShots } from './condition-shots.ts'
import { inspectConsole } from './console-inspect.ts'
import { startFixtureHub } from './fixture-hub.ts'
import { identityShots } from './identity-shots.ts'
import { moneyShots } from './money-shots.ts'
import { mealShots } from './meal-shots.ts'
import { ozoneShots } from './ozone-shots.ts'
import { premisesShots } from './premises-shots.ts'
import { pageShots } from './page-shots.ts'
import type { Look, Shot } from './shot.ts'
import { tariffShots } from './tariff-shots.ts'
import { waterShots } from './water-shots.ts'

const root = path.resolve(import.meta.dirname, '../..')
/** Another build than the usual one can be looked at, so that a build under way does not pull the pages away. */
const consoleDir = process.env['CONSOLE_DIR'] ?? path.join(root, 'frontend/dist/console')
const pictureDir = process.env['PICTURES'] ?? path.join(import.meta.dirname, 'pictures')

/** Most script, gzip-compressed, that the first page may load. */
const scriptBudgetBytes = 150_000

interface Complaint {
  picture: string
  text: string
}

function viewportOf({ phone, wide }: Look): { width: number; height: number } {
  if (phone) return { width: 390, height: 844 }
  return wide === true ? { width: 1920, height: 1080 } : { width: 1440, height: 900 }
}

async function newContext(browser: Browser, look: Look): Promise<BrowserContext> {
  const context = await browser.newContext({
    viewport: viewportOf(look),
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
  const picture = `${shot.name}-${look.phone ? 'phone-' : ''}${look.wide === true ? 'wide-' : ''}${look.theme}-${look.language}`
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
      if (
        message.type() === 'error' &&
        !/status of (400|401|403|404|409|429|500|504)|WebSocket|ERR_EMPTY_RESPONSE|ERR_CONNECTION/.test(message.text())
      )
        complaints.push({ picture, text: `console: ${message.text()}` })
    })
    await page.goto(hub.url + shot.path)
    await page.locator('h1, [role=alert]').first().waitFor({ state: 'attached' })
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
    for (const text of [...(await axe(page, axeSource)), ...(await inspectConsole(page, look.phone))]) complaints.push({ picture, text })
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
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments })
  const words = process.argv.slice(2)
  let complaints = 0
  try {
    const jpeg = await cameraScene(browser)
    const calm = { scenario: 'calm', cameraJpeg: jpeg } as const
    const busy = { scenario: 'busy', cameraJpeg: jpeg } as const
    for (const shot of [
      ...pageShots(jpeg),
      ...accessShots(calm),
      ...moneyShots(calm, busy),
      ...tariffShots(calm),
      ...waterShots(),
      ...ozoneShots(),
      ...mealShots(jpeg),
      ...premisesShots(),
      ...identityShots(calm),
      ...conditionShots(jpeg),
    ]) {
      if (words.length > 0 && !words.some(word => shot.name.includes(word))) continue
      for (const look of shot.looks) {
        const heard = await take(browser, shot, look, axeSource)
        for (const { picture, text } of heard) console.log(`${picture}: ${text}`)
        complaints += heard.length
      }
    }
  } finally {
    await browser.close()
  }
  console.log(complaints === 0 ? 'no complaints' : `${complaints} complaints`)
  process.exitCode = complaints === 0 ? 0 : 1
}

await main()
