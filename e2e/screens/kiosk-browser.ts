/** What is looked at, and standing one of its scenes up in a browser. */
import path from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { buildFrontend } from '../../tools/build-frontend.ts'
import type { FixturePanel } from './kiosk-panel.ts'
import type { KioskScene } from './kiosk-scenes.ts'
import type { Language } from './shot.ts'

const root = path.resolve(import.meta.dirname, '..', '..')

/** The folder of the kiosk or the console as a site serves it; built first when something it is made of has changed. */
export async function builtScreens(surface: 'kiosk' | 'console'): Promise<string> {
  await buildFrontend(root, { say: line => console.log(line) })
  return path.join(root, 'frontend', 'dist', surface)
}

export interface SceneView {
  viewport: { width: number; height: number }
  language: Language
  theme: 'light' | 'dark'
}

/** Opens the scene and waits until its screen stands still. The caller closes the page's context. */
export async function openScene(browser: Browser, panel: FixturePanel, scene: KioskScene, view: SceneView): Promise<Page> {
  const context = await browser.newContext({ viewport: view.viewport, reducedMotion: 'reduce', locale: 'id-ID' })
  await context.addInitScript(`localStorage.setItem('palang.kiosk.language', '${view.language}')`)
  panel.tell(scene.snapshot)
  panel.helpWorks = scene.act !== 'help-fails'
  const page = await context.newPage()
  await page.clock.install({ time: '2026-01-20T03:32:00.000Z' })
  await page.goto(`${panel.url}/?theme=${view.theme}`)
  if (scene.snapshot === null) await page.clock.runFor(11_000)
  if (scene.act !== undefined)
    await page
      .locator(scene.act === 'lost' ? '.lost-button' : '.dock-button')
      .first()
      .click()
  await page.locator('.stage:not([aria-busy=true]) h1').waitFor()
  if (scene.act !== undefined) await page.locator('.stage .sign').waitFor()
  await page.evaluate('document.fonts.ready.then(() => true)')
  await standsStill(page)
  return page
}

/**
 * Shows another scene on screens that stand already, as a machine moves on: loading them anew for each takes most of the time. Not for a
 * scene that begins with silence or with a hand. The outlet has the scene's name, by which it is seen that the screen has followed.
 */
export async function moveOn(pages: readonly Page[], panel: FixturePanel, scene: KioskScene): Promise<void> {
  panel.tell({ ...scene.snapshot, outlet: { name: scene.name, timezone: 'Asia/Jakarta', currency: 'IDR' } })
  await Promise.all(
    pages.map(async page => {
      await page.getByText(new RegExp(`^${scene.name} ·`)).waitFor()
      await standsStill(page)
    }),
  )
}

/** A hand on the screens: their language stays as it was chosen. */
export async function touch(pages: readonly Page[]): Promise<void> {
  await Promise.all(pages.map(page => page.locator('.touch').dispatchEvent('pointerdown')))
}

/** Waits until nothing on the page moves. Inherited colours settle one level of the page at a time, also without motion. */
export async function standsStill(page: Page): Promise<void> {
  await page.evaluate(
    '(async () => { for (let now = document.getAnimations(); now.length > 0; now = document.getAnimations()) await Promise.allSettled(now.map(one => one.finished)) })()',
  )
}
