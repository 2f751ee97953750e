/** The pages about tariffs, and giving a stay a discount. */
import type { Page } from 'playwright-core'
import { dark, light, phone, phoneLight, type Shot } from './shot.ts'

const editor = '/tariffs/standard/3'

export function tariffShots(calm: Shot['options']): Shot[] {
  return [
    { name: 'tariffs', options: calm, path: '/tariffs', looks: [dark, light, phone] },
    { name: 'tariffs-none', options: { scenario: 'empty' }, path: '/tariffs', looks: [dark] },
    { name: 'tariff-editor', options: calm, path: editor, looks: [dark, light, phone, phoneLight] },
    { name: 'tariff-viewer', options: { ...calm, role: 'viewer' }, path: editor, looks: [dark] },
    { name: 'tariff-wrong', options: calm, path: editor, looks: [dark, phoneLight], act: mistype },
    { name: 'tariff-replay', options: calm, path: editor, looks: [light, phone], act: replay },
    { name: 'tariff-publish', options: calm, path: editor, looks: [dark, phoneLight], act: publish },
    { name: 'tariff-missing', options: calm, path: '/tariffs/standard/77', looks: [light] },
    {
      name: 'give-validation',
      options: calm,
      path: '/sessions/019bda5e-9a40-7000-8000-000000000002',
      looks: [light, phone],
      act: async page => {
        await page.getByRole('button', { name: /^Beri potongan$|^Give a discount$/ }).click()
        await page.getByRole('dialog').waitFor()
      },
    },
  ]
}

async function mistype(page: Page): Promise<void> {
  await page.locator('[id="tariff-classes.car.first.amount"]').fill('enam ribu')
  await page.locator('[id="tariff-free_minutes"]').fill('90')
}

async function replay(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Hitung$|^Calculate$/ }).click()
  await page.getByText(/Yang paling berubah|Changed most/).scrollIntoViewIfNeeded()
}

async function publish(page: Page): Promise<void> {
  await page.locator('[id="tariff-classes.car.first.amount"]').fill('6.500')
  await page.getByRole('button', { name: /^Terbitkan$|^Publish$/ }).click()
  await page.getByRole('dialog').waitFor()
}
