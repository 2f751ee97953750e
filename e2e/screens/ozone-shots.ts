/** The ozone pages: what the machines do now, and what treatments add up to. */
import type { Page } from 'playwright-core'
import { dark, light, phone, phoneLight, press, type Shot, wide } from './shot.ts'

/** The dialog of a price with its later beginning. */
async function priceFromLater(page: Page): Promise<void> {
  await press(/^Tetapkan harga$|^Set a price$|^Set price$/)(page)
  await page.getByRole('radio', { name: /^Mulai nanti$|^Later$/ }).click()
}

export function ozoneShots(): Shot[] {
  const ozone = { scenario: 'ozone' } as const
  return [
    { name: 'ozone-now', options: ozone, path: '/ozone', looks: [dark, light, phone, phoneLight, wide] },
    { name: 'ozone-now-none', options: { scenario: 'empty' }, path: '/ozone', looks: [dark] },
    { name: 'ozone-now-failing', options: { ...ozone, trouble: 'internal' }, path: '/ozone', looks: [light] },
    { name: 'ozone-now-waiting', options: { ...ozone, trouble: 'silent' }, path: '/ozone', looks: [dark] },
    { name: 'ozone-machine', options: ozone, path: '/ozone/ozon-1', looks: [dark, light, phone, phoneLight, wide] },
    { name: 'ozone-machine-board', options: ozone, path: '/ozone/ozon-3', looks: [light, phone] },
    { name: 'ozone-machine-stopped', options: ozone, path: '/ozone/ozon-6', looks: [dark] },
    {
      name: 'ozone-machine-swap',
      options: ozone,
      path: '/ozone/ozon-2',
      looks: [dark, phoneLight],
      act: press(/^Ganti alat$|^Swap the device$/),
    },
    { name: 'ozone-machine-none', options: ozone, path: '/ozone/nobody', looks: [light] },
    {
      name: 'ozone-service',
      options: ozone,
      path: '/ozone/ozon-2',
      looks: [dark, phoneLight],
      act: press(/^Catat servis$|^Note a service$/),
    },
    { name: 'ozone-plan', options: ozone, path: '/ozone/ozon-2', looks: [light, phone], act: press(/^Ubah rencana$|^Change the plan$/) },
    { name: 'ozone-overview', options: ozone, path: '/', looks: [dark, phoneLight] },
    { name: 'ozone-devices', options: ozone, path: '/ozone/devices', looks: [dark, light, phone] },
    {
      name: 'ozone-device',
      options: ozone,
      path: `/ozone/devices/${encodeURIComponent('3C:8A:1F:A4:3E:CB')}`,
      looks: [dark, light, phone],
    },
    { name: 'ozone-assign', options: ozone, path: '/ozone', looks: [dark, phoneLight], act: press(/^Pasangkan$|^Assign$/) },
    {
      name: 'ozone-enter',
      options: ozone,
      path: '/ozone/devices',
      looks: [dark, phoneLight],
      act: press(/^Daftarkan alat$|^Enter a device$/),
    },
    {
      name: 'ozone-gap',
      options: ozone,
      path: `/ozone/devices/${encodeURIComponent('3C:8A:1F:A4:3E:CB')}`,
      looks: [dark, phoneLight],
      act: press(/^Hapuskan$|^Write off$/),
    },
    { name: 'ozone-start', options: ozone, path: '/ozone/ozon-3', looks: [dark, phoneLight], act: press(/^Mulai Basic$|^Start Basic$/) },
    { name: 'ozone-settings', options: ozone, path: '/ozone/ozon-3', looks: [light, phone], act: press(/^Atur waktu$|^Set the times$/) },
    { name: 'ozone-set-price', options: ozone, path: '/ozone/prices', looks: [dark, phoneLight], act: priceFromLater },
    { name: 'ozone-prices', options: ozone, path: '/ozone/prices', looks: [dark, light, phone] },
    { name: 'ozone-charts', options: ozone, path: '/ozone/charts', looks: [dark, light, phone, wide] },
    { name: 'ozone-charts-day', options: ozone, path: '/ozone/charts?period=day', looks: [dark, phoneLight] },
    { name: 'ozone-charts-line', options: ozone, path: '/ozone/charts?period=year&chart=line', looks: [dark, light] },
    { name: 'ozone-charts-revenue', options: ozone, path: '/ozone/charts?period=week&show=revenue', looks: [light] },
    { name: 'ozone-charts-pie', options: ozone, path: '/ozone/charts?chart=pie', looks: [dark, light, phone] },
    { name: 'ozone-charts-machine', options: ozone, path: '/ozone/charts?scope=machine&id=ozon-1', looks: [dark, phoneLight] },
    { name: 'ozone-charts-choose', options: ozone, path: '/ozone/charts?scope=outlet', looks: [dark] },
    { name: 'ozone-charts-none', options: { scenario: 'empty' }, path: '/ozone/charts', looks: [light] },
    { name: 'ozone-charts-failing', options: { ...ozone, trouble: 'internal' }, path: '/ozone/charts', looks: [dark] },
  ]
}
