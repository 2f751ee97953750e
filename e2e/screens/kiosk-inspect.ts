/** What a kiosk screen must keep, measured in the browser: no scroll, nothing cut off, no text on another, large text, large targets, axe. */
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'
import type { PageBox, PageElement, PageWindow } from './page-window.ts'

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** Faults of the screen shown, as sentences; none when it keeps everything. */
export async function inspectKiosk(page: Page): Promise<string[]> {
  return [...(await page.evaluate(measureInPage)), ...(await page.evaluate(crowdedInPage)), ...(await runAxe(page))]
}

/** The page's own, where the function below runs. */
declare const window: PageWindow

/** Runs inside the page; it may use nothing from outside itself. */
function measureInPage(): string[] {
  const minTextPx = 24
  const minTargetPx = 64
  const textNode = 3
  const { innerWidth, innerHeight, document, getComputedStyle } = window
  const faults: string[] = []
  const name = (element: PageElement) =>
    `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> "${(element.textContent ?? '').slice(0, 40)}"`
  const root = document.documentElement
  if (root.scrollHeight > innerHeight || root.scrollWidth > innerWidth)
    faults.push(`the page scrolls: ${root.scrollWidth}×${root.scrollHeight}`)
  if (document.querySelector('.dock > .dock-button') === null) faults.push('no way to call help, or back from it')
  const stage = document.querySelector('.stage')?.getBoundingClientRect()
  for (const element of document.querySelectorAll('.kiosk *')) {
    const box = element.getBoundingClientRect()
    if (box.width === 0 || box.height === 0 || element.closest('svg') !== null) continue
    const inside = box.left >= -0.5 && box.top >= -0.5 && box.right <= innerWidth + 0.5 && box.bottom <= innerHeight + 0.5
    if (!inside) faults.push(`outside the screen: ${name(element)}`)
    if (stage !== undefined && element.closest('.stage > *') !== null && (box.bottom > stage.bottom + 1 || box.top < stage.top - 1)) {
      faults.push(`outside the stage by ${Math.round(Math.max(box.bottom - stage.bottom, stage.top - box.top))} px: ${name(element)}`)
    }
    const style = getComputedStyle(element)
    const ownText = [...element.childNodes].some(node => node.nodeType === textNode && (node.textContent ?? '').trim() !== '')
    if (ownText && Number.parseFloat(style.fontSize) < minTextPx) faults.push(`text below ${minTextPx} px: ${name(element)}`)
    if (ownText && style.display !== 'inline' && style.textOverflow !== 'ellipsis' && element.scrollWidth > element.clientWidth + 1)
      faults.push(`text cut off: ${name(element)}`)
    if (element.tagName === 'BUTTON' && (box.width < minTargetPx || box.height < minTargetPx))
      faults.push(`target below ${minTargetPx} px: ${name(element)}`)
  }
  return faults
}

/** Runs inside the page, as the one above: text that runs into other text, or stands against a button it is no part of. */
function crowdedInPage(): string[] {
  const textNode = 3
  const clearPx = 8
  /** Of a line's height above the capitals and below the letters: there is no ink there. */
  const blank = 0.15
  const { document, getComputedStyle } = window
  const lines: { of: PageElement; words: string; box: PageBox }[] = []
  for (const of of document.querySelectorAll('.kiosk *')) {
    const own = of.getBoundingClientRect()
    const isDrawn = own.width > 1 && own.height > 1 && of.checkVisibility({ opacityProperty: true, visibilityProperty: true })
    if (!isDrawn || of.closest('svg') !== null) continue
    const end = getComputedStyle(of).textOverflow === 'ellipsis' ? own.right : Infinity
    for (const node of of.childNodes) {
      const words = (node.textContent ?? '').trim().slice(0, 40)
      if (node.nodeType !== textNode || words === '') continue
      const range = document.createRange()
      range.selectNodeContents(node)
      for (const { left, right, top, bottom, width, height } of range.getClientRects())
        lines.push({ of, words, box: { left, right: Math.min(right, end), top, bottom, width, height } })
    }
  }
  const inked = (box: PageBox) => ({ ...box, top: box.top + box.height * blank, bottom: box.bottom - box.height * blank })
  const meet = (a: PageBox, b: PageBox, apart: number) =>
    a.left < b.right + apart && b.left < a.right + apart && a.top < b.bottom + apart && b.top < a.bottom + apart
  const faults = new Set<string>()
  for (const [index, line] of lines.entries()) {
    for (const other of lines.slice(index + 1))
      if (line.words !== other.words && meet(inked(line.box), inked(other.box), -1))
        faults.add(`text on text: "${line.words}" and "${other.words}"`)
    for (const button of document.querySelectorAll('.kiosk button'))
      if (!button.contains(line.of) && !line.of.contains(button) && meet(line.box, button.getBoundingClientRect(), clearPx))
        faults.add(`text against a button: "${line.words}" and "${(button.textContent ?? '').slice(0, 40)}"`)
  }
  return [...faults]
}

interface AxeOutcome {
  violations: { id: string; nodes: { html: string; failureSummary?: string }[] }[]
}

/** What the script of axe leaves in the page. */
declare const axe: { run(): Promise<AxeOutcome> } | undefined

async function runAxe(page: Page): Promise<string[]> {
  // evaluate() is not bound by the page's content security policy, a script tag would be.
  if (await page.evaluate(() => typeof axe === 'undefined')) await page.evaluate(axeSource)
  const outcome = await page.evaluate(() => axe?.run())
  if (outcome === undefined) return ['axe did not run']
  return outcome.violations.flatMap(violation =>
    violation.nodes.map(node => `axe ${violation.id}: ${node.html} ${node.failureSummary ?? ''}`),
  )
}
