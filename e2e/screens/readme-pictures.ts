/** Takes the pictures the README shows, of made-up sites: `node e2e/screens/readme-pictures.ts [folder]`. */
import { join } from 'node:path'
import { type Browser, chromium } from 'playwright-core'
import { cameraScene } from './camera-scene.ts'
import { startFixtureHub } from './fixture-hub.ts'
import { chromiumArguments, chromiumPath } from './chromium.ts'
import { builtScreens, openScene } from './kiosk-browser.ts'
import { fixturePanel } from './kiosk-panel.ts'
import { kioskScenes } from './kiosk-scenes.ts'
import { waterScenes } from './kiosk-water-scenes.ts'

const folder = process.argv[2] ?? join(import.meta.dirname, '..', '..', 'docs', 'pictures')

const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments })
try {
  await consolePictures(browser)
  await kioskPictures(browser)
} finally {
  await browser.close()
}

async function consolePictures(on: Browser): Promise<void> {
  const consoleDir = await builtScreens('console')
  const cameraJpeg = await cameraScene(on)
  const context = await on.newContext({ viewport: { width: 1440, height: 900 }, reducedMotion: 'reduce', colorScheme: 'dark' })
  await context.addInitScript("localStorage.setItem('palang.locale','en')")
  const page = await context.newPage()
  for (const [name, scenario, path, shown] of [
    ['console', 'calm', '/', '.link-name'],
    ['session', 'calm', '/sessions/019bda5e-9a40-7000-8000-000000000003', '.moment-photo img'],
    ['water-console', 'water', '/water', '.water-card'],
  ] as const) {
    const hub = await startFixtureHub({ scenario, cameraJpeg, consoleDir })
    await page.goto(hub.url + path)
    await page.locator(shown).first().waitFor()
    await page.waitForLoadState('load')
    await page.waitForTimeout(1_500)
    await page.screenshot({ path: join(folder, `${name}.png`), fullPage: name === 'session' })
    await hub.stop()
  }
  await context.close()
}

async function kioskPictures(on: Browser): Promise<void> {
  const panel = await fixturePanel(await builtScreens('kiosk'))
  for (const [file, wanted] of [
    ['kiosk', 'out-paying'],
    ['water-kiosk', 'water-idle'],
  ] as const) {
    const scene = [...kioskScenes, ...waterScenes].find(({ name }) => name === wanted)
    if (scene === undefined) throw new Error(`there is no scene ${wanted}`)
    const page = await openScene(on, panel, scene, { viewport: { width: 800, height: 480 }, language: 'id', theme: 'light' })
    await page.screenshot({ path: join(folder, `${file}.png`) })
    await page.context().close()
  }
  await panel.stop()
}
