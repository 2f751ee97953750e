/**
 * Pictures of every kiosk screen, to be looked at: `node e2e/screens/kiosk-shots.ts [folder] [scene …]`.
 * Exits 1 when a screen scrolls, cuts text, is too small or is not clean for axe.
 */
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { chromium, type Browser } from 'playwright-core'
import { chromiumArguments, chromiumPath } from './chromium.ts'
import { builtScreens, openScene } from './kiosk-browser.ts'
import { checkpointScenes } from './kiosk-checkpoint-scenes.ts'
import { inspectKiosk } from './kiosk-inspect.ts'
import { fixturePanel, type FixturePanel } from './kiosk-panel.ts'
import { type KioskScene, kioskScenes } from './kiosk-scenes.ts'
import { ozoneScenes } from './kiosk-ozone-scenes.ts'
import { waterScenes } from './kiosk-water-scenes.ts'

const sizes = [
  { width: 800, height: 480 },
  { width: 1024, height: 600 },
  { width: 1280, height: 720 },
  { width: 480, height: 800 },
  { width: 1080, height: 1920 },
]
/** Checkpoints are worked with phones too. */
const phone = { width: 390, height: 844 }

const [folder = join('data', 'screens', 'kiosk'), ...wanted] = process.argv.slice(2)
const onlySizes = (process.env['KIOSK_SIZES'] ?? '').split(',').filter(size => size !== '')

await mkdir(folder, { recursive: true })
const panel = await fixturePanel(await builtScreens('kiosk'))
const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments })
try {
  const scenes = [...kioskScenes, ...waterScenes, ...ozoneScenes, ...checkpointScenes].filter(
    scene => wanted.length === 0 || wanted.some(name => scene.name.startsWith(name)),
  )
  let faults = 0
  for (const scene of scenes) faults += await shootScene(browser, panel, scene)
  console.log(faults === 0 ? `${scenes.length} scenes, no fault` : `${faults} faults`)
  process.exitCode = faults === 0 ? 0 : 1
} finally {
  await browser.close()
  await panel.stop()
}

async function shootScene(on: Browser, from: FixturePanel, scene: KioskScene): Promise<number> {
  let faults = 0
  const seenAt = checkpointScenes.includes(scene) ? [...sizes, phone] : sizes
  for (const viewport of seenAt.filter(({ width, height }) => onlySizes.length === 0 || onlySizes.includes(`${width}x${height}`))) {
    for (const language of ['id', 'en'] as const) {
      for (const theme of ['light', 'dark'] as const) {
        const page = await openScene(on, from, scene, { viewport, language, theme })
        await page.screenshot({ path: join(folder, `${scene.name}-${viewport.width}x${viewport.height}-${language}-${theme}.png`) })
        for (const fault of await inspectKiosk(page)) {
          faults++
          console.log(`${scene.name} ${viewport.width}×${viewport.height} ${language} ${theme}: ${fault}`)
        }
        await page.context().close()
      }
    }
  }
  return faults
}
