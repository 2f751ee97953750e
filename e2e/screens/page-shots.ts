/** Every page of the console as it is on a usual day, a busy one and an empty one. */
import type { Page } from 'playwright-core'
import type { FixtureHub } from './fixture-hub.ts'
import { dark, light, phone, phoneLight, type Shot } from './shot.ts'

const firstSession = '019bda5e-9a40-7000-8000-000000000003'

/** `cameraJpeg` is what every camera sees. */
export function pageShots(cameraJpeg: Uint8Array): Shot[] {
  const calm = { scenario: 'calm', cameraJpeg } as const
  const busy = { scenario: 'busy', cameraJpeg } as const
  const empty = { scenario: 'empty' } as const
  const held = { scenario: 'held', cameraJpeg } as const
  return [
    { name: 'sign-in', options: { ...calm, signedIn: false }, path: '/', looks: [dark, light, phone] },
    { name: 'sign-in-code', options: { ...calm, signedIn: false, signIn: 'code' }, path: '/', looks: [dark, light, phone], act: giveCode },
    {
      name: 'sign-in-locked',
      options: { ...calm, signedIn: false, signIn: 'locked' },
      path: '/',
      looks: [dark, phoneLight],
      act: givePassword,
    },
    { name: 'first-password', options: { ...calm, newPassword: true }, path: '/people', looks: [dark, light, phone] },
    { name: 'overview-limited', options: { ...calm, role: 'viewer', limited: true }, path: '/', looks: [dark, phone] },
    { name: 'overview-calm', options: calm, path: '/', looks: [dark, light, phone] },
    { name: 'overview-busy', options: busy, path: '/', looks: [dark, light, phoneLight] },
    { name: 'overview-large', options: { scenario: 'large' }, path: '/', looks: [dark] },
    { name: 'overview-empty', options: empty, path: '/', looks: [dark] },
    { name: 'overview-failing', options: { ...calm, trouble: 'internal' }, path: '/', looks: [dark] },
    { name: 'link-lost', options: busy, path: '/', looks: [dark, phone], act: cut },
    { name: 'gates', options: busy, path: '/gates', looks: [dark, light, phone] },
    { name: 'gate', options: calm, path: '/gates/gate_in', looks: [dark, light, phone] },
    { name: 'gate-fault', options: { scenario: 'busy' }, path: '/gates/gate_north', looks: [dark, light] },
    { name: 'gate-stale', options: { scenario: 'busy' }, path: '/gates/gate_staff', looks: [dark] },
    { name: 'gate-viewer', options: { ...calm, role: 'viewer' }, path: '/gates/gate_out', looks: [light] },
    {
      name: 'gate-reason',
      options: calm,
      path: '/gates/gate_in',
      looks: [dark],
      act: page => page.getByRole('button', { name: /Buka 10 detik/ }).click(),
    },
    {
      name: 'gate-hour',
      options: calm,
      path: '/gates/gate_in',
      looks: [dark, light, phone],
      act: page => page.getByRole('button', { name: /^(Ekspor satu jam|Export an hour)$/ }).click(),
    },
    { name: 'gate-command', options: calm, path: '/gates/gate_out', looks: [dark], act: openGate },
    {
      name: 'gate-all',
      options: busy,
      path: '/gates',
      looks: [dark, light],
      act: page => page.getByRole('button', { name: /Buka semua|Open all/ }).click(),
    },
    { name: 'gate-station', options: busy, path: '/gates/lobby', looks: [dark, light, phone] },
    { name: 'gates-held', options: held, path: '/gates', looks: [dark, light, phone] },
    {
      name: 'gate-hold-all',
      options: calm,
      path: '/gates',
      looks: [dark, phoneLight],
      act: page => page.getByRole('button', { name: /Tahan semua|Hold all/ }).click(),
    },
    { name: 'control-room', options: busy, path: '/control-room', looks: [dark, light, phone] },
    {
      name: 'help-desk',
      options: held,
      path: '/',
      looks: [dark, light, phone],
      act: page => page.getByRole('button', { name: /^(Jawab|Answer)$/ }).click(),
    },
    { name: 'gate-papers', options: busy, path: '/gates/gate_out', looks: [dark, light, phone] },
    { name: 'gate-copy', options: busy, path: '/gates/gate_out', looks: [dark, phoneLight], act: askForCopy },
    { name: 'places', options: calm, path: '/places', looks: [dark, light, phone] },
    { name: 'places-recount', options: calm, path: '/places', looks: [dark, light, phoneLight], act: recount },
    { name: 'places-none', options: empty, path: '/places', looks: [dark] },
    { name: 'sessions', options: calm, path: '/sessions', looks: [dark, light, phone] },
    { name: 'sessions-none', options: calm, path: '/sessions?q=ZZZZ', looks: [dark] },
    { name: 'session', options: calm, path: `/sessions/${firstSession}`, looks: [dark, light, phone] },
    {
      name: 'session-print',
      options: calm,
      path: `/sessions/${firstSession}`,
      looks: [dark],
      act: page => page.emulateMedia({ media: 'print' }),
    },
    { name: 'session-plates', options: calm, path: '/sessions/019bda5e-9a40-7000-8000-000000000007', looks: [dark, phoneLight] },
    { name: 'session-replay', options: calm, path: `/sessions/${firstSession}`, looks: [dark, light, phone], act: replay },
    { name: 'cards', options: calm, path: '/cards', looks: [dark, light, phone] },
    {
      name: 'cards-add',
      options: calm,
      path: '/cards',
      looks: [dark],
      act: page => page.getByRole('button', { name: /Tambah kartu|Add a card/ }).click(),
    },
    { name: 'alarms', options: busy, path: '/alarms', looks: [dark, light, phone] },
    { name: 'alarms-none', options: calm, path: '/alarms', looks: [dark] },
    { name: 'set-aside', options: busy, path: '/set-aside', looks: [dark, light, phone] },
    { name: 'set-aside-none', options: calm, path: '/set-aside', looks: [dark] },
    { name: 'set-aside-one', options: busy, path: '/set-aside', looks: [light, phone], act: lookAtFirst },
    { name: 'logs', options: busy, path: '/logs', looks: [dark, light, phone], act: page => page.locator('.log-head').nth(1).click() },
    { name: 'settings', options: calm, path: '/settings', looks: [dark, light, phone] },
    { name: 'search', options: busy, path: '/', looks: [dark, phoneLight], act: search },
    {
      name: 'person-menu',
      options: calm,
      path: '/',
      looks: [light],
      act: page => page.getByRole('button', { name: /Akun|Account/ }).click(),
    },
    { name: 'not-found', options: calm, path: '/nowhere', looks: [dark] },
  ]
}

async function replay(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^(Putar ulang|Replay)$/ }).click()
  await page.getByRole('slider').fill('5')
  await page.locator('.frame-run summary').first().click()
}

async function recount(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^(Hitung ulang|Recount) / })
    .first()
    .click()
  await page.locator('#recount-number').fill('29')
  await page.locator('#recount-reason').fill('Keliling malam')
  await page.getByRole('button', { name: /^(Centang|Tick) / }).click()
}

async function givePassword(page: Page): Promise<void> {
  await page.locator('#email').fill('siti@palang.local')
  await page.locator('#password').fill('correct-horse-battery')
  await page.keyboard.press('Enter')
  await page.locator('#code, [role=timer]').first().waitFor()
}

async function giveCode(page: Page): Promise<void> {
  await givePassword(page)
  await page.locator('#code').fill('123456')
  await page.keyboard.press('Enter')
  await page.locator('.note.stop').waitFor()
}

async function cut(page: Page, hub: FixtureHub): Promise<void> {
  hub.cutLink()
  await page.locator('.linkbar').waitFor()
}

async function lookAtFirst(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /^Lihat$|^Look$/ })
    .first()
    .click()
  await page.getByRole('dialog').waitFor()
}

async function search(page: Page): Promise<void> {
  await page.keyboard.press('/')
  await page.getByRole('combobox').fill('card_0')
  await page.getByRole('option').nth(3).waitFor()
}

async function askForCopy(page: Page): Promise<void> {
  await page
    .getByRole('button', { name: /Cetak salinan|Print a copy/ })
    .first()
    .click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: /^Alasan|^Reason/ }).click()
  await page.getByRole('option').first().click()
  await dialog.getByRole('button', { name: /^Cetak salinan$|^Print a copy$/ }).click()
  await dialog.getByRole('alert').waitFor()
}

async function openGate(page: Page): Promise<void> {
  await page.getByRole('button', { name: /^Alasan|^Reason/ }).click()
  await page.getByRole('option').first().click()
  await page.getByRole('button', { name: /Buka 10 detik|Open for 10/ }).click()
  await page.locator('.life-step[data-tone=now]').first().waitFor()
}
