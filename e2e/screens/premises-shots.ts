/** Outlets and machines: the lists, one outlet, and the forms with what the hub does not take. */
import type { Page } from 'playwright-core'
import { dark, light, phone, phoneLight, press, type Shot, wide } from './shot.ts'

/** A machine that was installed on a day to come: the hub says so at the field. */
async function refusedMachine(page: Page): Promise<void> {
  await press(/^(Tambah mesin|Add a machine)$/)(page)
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel(/^(Nama|Name)$/).fill('Ozon Pusat 9')
  await dialog.getByRole('button', { name: /^Outlet/ }).click()
  await page.getByRole('option').first().click()
  await dialog.locator('input[type=date]').fill('2999-01-01')
  await dialog.getByRole('button', { name: /^(Tambah mesin|Add a machine)$/ }).click()
  await dialog.locator('.hint-bad').first().waitFor()
}

/** The menu of the row of that name. */
const menu = (of: RegExp, act: RegExp) => async (page: Page) => {
  await page.getByRole('button', { name: of }).first().click()
  await page.getByRole('menuitem', { name: act }).click()
  await page.getByRole('dialog').waitFor()
}

export function premisesShots(): Shot[] {
  const ozone = { scenario: 'ozone' } as const
  const calm = { scenario: 'calm' } as const
  return [
    { name: 'outlets', options: ozone, path: '/outlets', looks: [dark, light, phone, phoneLight, wide] },
    { name: 'outlets-retired', options: ozone, path: '/outlets?show=retired', looks: [dark] },
    { name: 'outlets-viewer', options: { ...calm, role: 'viewer' }, path: '/outlets', looks: [light] },
    { name: 'outlets-failing', options: { ...ozone, trouble: 'internal' }, path: '/outlets', looks: [dark] },
    { name: 'outlets-add', options: ozone, path: '/outlets', looks: [dark, phoneLight], act: press(/^(Tambah outlet|Add an outlet)$/) },
    {
      name: 'outlets-retire',
      options: ozone,
      path: '/outlets',
      looks: [light],
      act: menu(/Ozon Jayapura$/, /^(Pensiunkan|Retire)$/),
    },
    { name: 'outlet-page', options: ozone, path: '/outlets/pusat', looks: [dark, light, phone, wide] },
    { name: 'outlet-page-bare', options: ozone, path: '/outlets/ozon-jayapura', looks: [dark] },
    { name: 'outlet-page-retired', options: ozone, path: '/outlets/ozon-lama', looks: [light, phone] },
    { name: 'machines', options: ozone, path: '/machines', looks: [dark, light, phone, phoneLight, wide] },
    { name: 'machines-mixed', options: calm, path: '/machines', looks: [dark] },
    { name: 'machines-none', options: { scenario: 'empty' }, path: '/machines', looks: [light] },
    { name: 'machines-waiting', options: { ...ozone, trouble: 'silent' }, path: '/machines', looks: [dark] },
    { name: 'machines-add', options: ozone, path: '/machines', looks: [dark, phoneLight], act: refusedMachine },
    { name: 'machines-edit', options: ozone, path: '/machines', looks: [light, phone], act: menu(/Ozon Pusat 1$/, /^(Ubah|Change)$/) },
  ]
}
