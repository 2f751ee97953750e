/** Every screen of a checkpoint in a real browser, and what its buttons ask of the panel. */
import { existsSync } from 'node:fs'
import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { chromiumArguments, chromiumPath } from './chromium.ts'
import { builtScreens, moveOn, openScene, type SceneView, touch } from './kiosk-browser.ts'
import { checkpointScenes } from './kiosk-checkpoint-scenes.ts'
import { inspectKiosk } from './kiosk-inspect.ts'
import { fixturePanel, type FixturePanel } from './kiosk-panel.ts'

const small: SceneView = { viewport: { width: 800, height: 480 }, language: 'id', theme: 'light' }
const phone: SceneView = { viewport: { width: 390, height: 844 }, language: 'id', theme: 'dark' }

const scene = (name: string) => {
  const found = checkpointScenes.find(one => one.name === name)
  if (found === undefined) throw new Error(`there is no scene ${name}`)
  return found
}

const browserFound = existsSync(chromiumPath)
if (!browserFound) console.warn(`checkpoint screens are skipped: there is no browser at ${chromiumPath} (set CHROMIUM to one)`)

describe.skipIf(!browserFound)('checkpoint screens', () => {
  let browser: Browser
  let panel: FixturePanel
  let low: Page
  let narrow: Page

  beforeAll(async () => {
    panel = await fixturePanel(await builtScreens('kiosk'))
    browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments })
    low = await openScene(browser, panel, scene('checkpoint-ready'), small)
    narrow = await openScene(browser, panel, scene('checkpoint-ready'), phone)
  })
  afterAll(async () => {
    await browser?.close()
    await panel?.stop()
  })
  beforeEach(async () => {
    panel.checkpointCalls.length = 0
    panel.refuseScan = undefined
    await touch([low, narrow])
  })

  test.each(checkpointScenes.map(({ name }) => name))(
    '%s fits a low panel and a phone, is large enough and is clean for axe',
    async name => {
      await moveOn([low, narrow], panel, scene(name))
      expect(await Promise.all([low, narrow].map(inspectKiosk))).toEqual([[], []])
    },
  )

  test('a tap is drawn; how soon is told', async () => {
    await moveOn([low], panel, scene('checkpoint-ready'))
    const began = performance.now()
    panel.tell(scene('checkpoint-fine').snapshot)
    const drawn = low.getByRole('heading', { name: 'Baki 12' })
    await drawn.waitFor()
    expect(await drawn.isVisible()).toBe(true)
    console.log(`a tap was on the screen ${Math.round(performance.now() - began)} ms after the panel told it`)
  })

  test('a typed number is told as kept only by the answer, and a refusal says that nothing was recorded', async () => {
    await moveOn([low], panel, scene('checkpoint-ready'))
    const type = async (tag: string) => {
      await low.getByRole('button', { name: 'Ketik' }).click()
      await low.getByLabel('Nomor label').fill(tag)
      await low.getByLabel('Suhu').fill('62,5')
      await low.getByRole('button', { name: 'Catat' }).click()
    }
    panel.refuseScan = 'database_unavailable'
    await type('TAG_7')
    await low.getByRole('heading', { name: /^Belum tercatat/ }).waitFor()
    panel.refuseScan = undefined
    panel.checkpointAnswer = { id: 'new', repeated: false, step: 'received', label: 'Baki 7', warnings: [] }
    await type('TAG_7')
    await low.getByRole('heading', { name: 'Baki 7' }).waitFor()
    const said = { nfc_tag_id: 'TAG_7', status_scan: 'received', source: 'typed', temperature_dc: 625 }
    expect(panel.checkpointCalls).toEqual([
      { path: '/api/log_scan', said },
      { path: '/api/log_scan', said },
    ])
  })

  test('another step is asked for by its button', async () => {
    await moveOn([low], panel, scene('checkpoint-ready'))
    await low.getByRole('button', { name: 'Disajikan' }).click()
    await expect.poll(() => panel.checkpointCalls).toEqual([{ path: '/api/checkpoint/step', said: { step: 'served' } }])
  })

  test('a receipt needs a name and a reason for what is turned away, and carries the signature that was drawn', async () => {
    await moveOn([low, narrow], panel, scene('checkpoint-ready'))
    panel.checkpointAnswer = { image_id: '019be000-0000-7000-8000-000000000009' }
    await narrow.getByRole('button', { name: 'Tanda terima' }).click()
    await narrow.getByRole('button', { name: 'Lanjut' }).click()
    await narrow.getByText('Tulis nama penerima.').waitFor()
    await narrow.getByLabel('Nama penerima').fill('Ibu Sari')
    await narrow.getByLabel('Porsi diterima').fill('238')
    await narrow.getByLabel('Porsi ditolak').fill('2')
    await narrow.getByRole('button', { name: 'Lanjut' }).click()
    await narrow.getByText('Tulis mengapa ada yang ditolak.').waitFor()
    expect((await inspectKiosk(narrow)).join('|')).toEqual('')
    await narrow.getByLabel('Alasan ditolak').fill('basi')
    await narrow.getByRole('button', { name: 'Lanjut' }).click()
    const box = await narrow.locator('canvas').boundingBox()
    if (box === null) throw new Error('there is nowhere to sign')
    await narrow.mouse.move(box.x + 40, box.y + 100)
    await narrow.mouse.down()
    await narrow.mouse.move(box.x + 200, box.y + 140, { steps: 5 })
    await narrow.mouse.up()
    await narrow.getByRole('button', { name: 'Hapus' }).waitFor()
    expect((await inspectKiosk(narrow)).join('|')).toEqual('')
    await narrow.getByRole('button', { name: 'Simpan' }).click()
    await narrow.getByRole('heading', { name: 'Tanda terima tercatat' }).waitFor()
    expect(panel.checkpointCalls).toEqual([
      { path: '/api/receipt/picture', said: 'a picture' },
      {
        path: '/api/receipt',
        said: {
          recipient: 'Ibu Sari',
          portions: 238,
          rejected: 2,
          reject_reason: 'basi',
          signature_id: '019be000-0000-7000-8000-000000000009',
        },
      },
    ])
  })
})
