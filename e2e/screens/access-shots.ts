/** The pages about who may come in, with every dialog of theirs. */
import type { Page } from 'playwright-core'
import { dark, light, phone, phoneLight, press, type Shot } from './shot.ts'

/** `calm` is the site they are taken of. */
export function accessShots(calm: Shot['options']): Shot[] {
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
    { name: 'people-failing', options: { ...calm, trouble: 'internal' }, path: '/people', looks: [dark] },
    { name: 'tokens', options: calm, path: '/tokens', looks: [dark, light, phone] },
    { name: 'tokens-machines', options: calm, path: '/tokens?kind=machine', looks: [dark, light, phone] },
    { name: 'tokens-devices', options: calm, path: '/tokens?kind=device', looks: [dark] },
    { name: 'tokens-fleet', options: calm, path: '/tokens?kind=device', looks: [dark, light, phone], act: addFleetToken },
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

async function addFleetToken(page: Page): Promise<void> {
  await page.getByRole('button', { name: /Token perangkat baru|New device token/ }).click()
  await page.getByRole('radio', { name: /Satu armada|A fleet/ }).click()
  await page.locator('#token-device').fill('Ozon angkatan 2026')
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
