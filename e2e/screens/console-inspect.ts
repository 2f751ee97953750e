/** What a console page must keep whatever stands on it, measured in the browser: no sideways scroll, targets a finger can hit. */
import type { Page } from 'playwright-core'
import type { PageElement, PageWindow } from './page-window.ts'

/** Faults of the page as sentences; none when it keeps everything. */
export function inspectConsole(page: Page, touched: boolean): Promise<string[]> {
  return page.evaluate(measureInPage, touched)
}

/** The page's own, where the function below runs. */
declare const window: PageWindow

/** Runs inside the page; it may use nothing from outside itself. */
function measureInPage(touched: boolean): string[] {
  const minTargetPx = 44
  /** How far the place a finger may hit reaches beyond what is drawn. */
  const haloPx = 6
  /** What is wrong once is often wrong in every row. */
  const most = 6
  const { innerWidth, innerHeight, document } = window
  const faults: string[] = []
  const name = (element: PageElement) =>
    `<${element.tagName.toLowerCase()} class="${element.getAttribute('class') ?? ''}"> "${(element.getAttribute('aria-label') ?? element.textContent ?? '').slice(0, 40)}"`
  if (document.documentElement.scrollWidth > innerWidth) faults.push(`the page is ${document.documentElement.scrollWidth} px wide`)
  for (const element of document.querySelectorAll('button, a.btn, a.tab, .input, .panel, .tile, .dialog, [role=menuitem]')) {
    const box = element.getBoundingClientRect()
    if (box.width === 0 || box.height === 0 || element.closest('.skip') !== null) continue
    if (box.left < -0.5 || box.right > innerWidth + 0.5) faults.push(`beside the screen: ${name(element)}`)
    if (element.scrollWidth > element.clientWidth + haloPx) faults.push(`wider than its box: ${name(element)}`)
    const x = (box.left + box.right) / 2
    const y = (box.top + box.bottom) / 2
    const hit = (dx: number, dy: number) => element.contains(document.elementFromPoint(x + dx, y + dy))
    const reach = minTargetPx / 2 - 1
    const onScreen = y - reach >= 0 && y + reach <= innerHeight && hit(0, 0)
    if (touched && onScreen && element.closest('.input, .panel, .tile, .dialog') !== element && !(hit(0, -reach) && hit(0, reach)))
      faults.push(`lower than ${minTargetPx} px: ${name(element)}`)
  }
  return faults.slice(0, most)
}
