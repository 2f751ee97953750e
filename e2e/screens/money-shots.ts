/** The pages about money: the till, a counted shift, reports, and taking a payment back. */
import type { Page } from 'playwright-core'
import { dark, light, phone, phoneLight, press, type Shot } from './shot.ts'

const shift = (n: number) => `/till/019bda5e-5417-7000-8000-${String(n).padStart(12, '0')}`
const paidSession = '/sessions/019bda5e-9a40-7000-8000-000000000003'
const qrisSession = '/sessions/019bda5e-9a40-7000-8000-000000000007'
const cardSession = '/sessions/019bda5e-9a40-7000-8000-000000000008'
const payingSession = '/sessions/019bda5e-9a40-7000-8000-000000000002'

/** `calm` is the site they are taken of, `busy` one whose ledger does not add up. */
export function moneyShots(calm: Shot['options'], busy: Shot['options']): Shot[] {
  const takeBack = press(/^Kembalikan pembayaran|^Take back the payment/)
  const print = (page: Page) => page.emulateMedia({ media: 'print' })
  const shut = { ...calm, tillShut: true }
  const empty = { scenario: 'empty', tillShut: true } as const
  return [
    { name: 'till', options: calm, path: '/till', looks: [dark, light, phone] },
    { name: 'till-shut', options: { ...shut, role: 'operator' }, path: '/till', looks: [dark, phoneLight] },
    { name: 'till-none', options: empty, path: '/till', looks: [dark] },
    { name: 'till-open', options: shut, path: '/till', looks: [dark, phoneLight], act: openTill },
    { name: 'till-count', options: calm, path: '/till', looks: [dark, light, phone, phoneLight], act: countTill },
    { name: 'till-refused', options: { ...calm, moneyRefused: 'conflict' }, path: '/till', looks: [light], act: closeTill },
    { name: 'till-viewer', options: { ...calm, role: 'viewer' }, path: '/till', looks: [dark] },
    { name: 'shift-short', options: calm, path: shift(4), looks: [dark, light, phone] },
    { name: 'shift-over', options: calm, path: shift(5), looks: [dark, phoneLight] },
    { name: 'shift-exact', options: calm, path: shift(3), looks: [light] },
    { name: 'shift-open', options: { ...calm, role: 'operator' }, path: shift(1), looks: [dark, phone] },
    { name: 'shift-adjust', options: calm, path: shift(6), looks: [dark, phoneLight], act: press(/^Penyesuaian$|^Adjust$/) },
    { name: 'shift-print', options: calm, path: shift(4), looks: [dark], act: print },
    { name: 'shift-unknown', options: calm, path: shift(99), looks: [dark] },
    {
      name: 'reports',
      options: calm,
      path: '/reports?period=custom&from=2026-01-01&to=2026-01-31',
      looks: [dark, light, phone, phoneLight],
    },
    { name: 'reports-today', options: busy, path: '/reports', looks: [dark, phoneLight] },
    { name: 'reports-quarter', options: busy, path: '/reports?period=custom&from=2025-11-01&to=2026-01-31', looks: [light, phone] },
    { name: 'reports-none', options: { scenario: 'empty' }, path: '/reports?period=week', looks: [dark] },
    { name: 'reports-bad', options: calm, path: '/reports?period=custom&from=2026-01-31&to=2026-01-01', looks: [light, phone] },
    { name: 'reports-limited', options: { ...calm, role: 'viewer', limited: true }, path: '/reports?period=week', looks: [dark] },
    { name: 'reports-print', options: calm, path: '/reports?period=custom&from=2026-01-01&to=2026-01-31', looks: [dark], act: print },
    {
      name: 'take-back',
      options: calm,
      path: paidSession,
      looks: [dark, light, phone],
      act: takeBack,
    },
    { name: 'take-back-qris', options: calm, path: qrisSession, looks: [dark, phoneLight], act: takeBack },
    { name: 'take-back-card', options: calm, path: cardSession, looks: [light, phone], act: takeBack },
    {
      name: 'take-back-refused',
      options: { ...calm, moneyRefused: 'forbidden' },
      path: paidSession,
      looks: [dark],
      act: takeBackInVain,
    },
    { name: 'cards-balance', options: calm, path: '/cards', looks: [dark, light, phone], act: press(/^Saldo kartu|^Balance of card/) },
    { name: 'cards-balance-shut', options: shut, path: '/cards', looks: [phoneLight], act: press(/^Saldo kartu|^Balance of card/) },
    {
      name: 'cards-balance-viewer',
      options: { ...calm, role: 'viewer' },
      path: '/cards',
      looks: [light],
      act: press(/^Saldo kartu|^Balance of card/),
    },
    { name: 'take-cash', options: shut, path: payingSession, looks: [light, phone], act: press(/^Terima tunai$|^Take cash$/) },
  ]
}

async function openTill(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Buka shift$|^Open a shift$/ }).click()
  await page.locator('#shift-float').fill('200.000')
}

async function countTill(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Hitung dan tutup$|^Count and close$/ })
    .first()
    .click()
  await page.getByRole('button', { name: /per pecahan|notes and coins/ }).click()
  for (const [index, pieces] of ['4', '5', '2', '6', '3'].entries()) await page.locator('fieldset input').nth(index).fill(pieces)
}

async function closeTill(page: Page): Promise<void> {
  await countTill(page)
  await page.locator('#shift-counted').fill('seratus')
  await page.locator('#shift-counted').fill('745000')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
}

async function takeBackInVain(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Kembalikan pembayaran|^Take back the payment/ })
    .first()
    .click()
  await page.locator('#refund-reason').fill('Salah golongan')
  await page.keyboard.press('Enter')
  await page.getByRole('alert').waitFor()
}
