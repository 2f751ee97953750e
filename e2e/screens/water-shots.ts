/** The water pages: ten machines of different moods, one of them closely, prices and the report. */
import { id } from './made-up.ts'
import { dark, light, phone, phoneLight, press, type Shot, wide } from './shot.ts'

export function waterShots(): Shot[] {
  const water = { scenario: 'water' } as const
  const dialog = (name: string, button: RegExp, path = '/water/vending-1'): Shot => ({
    name: `water-${name}`,
    options: water,
    path,
    looks: [dark, light, phone, phoneLight],
    act: press(button),
  })
  return [
    { name: 'water', options: water, path: '/water', looks: [dark, light, phone, phoneLight, wide] },
    { name: 'water-table', options: water, path: '/water?view=table', looks: [dark, light, phone] },
    { name: 'water-many', options: { scenario: 'water-large' }, path: '/water', looks: [dark] },
    { name: 'water-none', options: { scenario: 'empty' }, path: '/water', looks: [dark] },
    { name: 'water-failing', options: { ...water, trouble: 'internal' }, path: '/water', looks: [light] },
    { name: 'water-waiting', options: { ...water, trouble: 'silent' }, path: '/water', looks: [dark] },
    { name: 'water-overview', options: water, path: '/', looks: [dark, light] },
    { name: 'water-machine', options: water, path: '/water/vending-1', looks: [dark, light, phone, phoneLight, wide] },
    { name: 'water-machine-pouring', options: water, path: '/water/vending-2', looks: [dark] },
    { name: 'water-machine-bad', options: water, path: '/water/vending-3', looks: [dark, phoneLight] },
    { name: 'water-machine-away', options: water, path: '/water/vending-5', looks: [light] },
    { name: 'water-machine-sensor', options: water, path: '/water/vending-7', looks: [dark, phoneLight] },
    { name: 'water-machine-posts', options: { ...water, postsOnly: 'vending-4' }, path: '/water/vending-4', looks: [dark, light, phone] },
    { name: 'water-sessions', options: water, path: '/sessions', looks: [dark, phoneLight] },
    { name: 'water-session', options: water, path: `/sessions/${id('9a40', 3)}`, looks: [dark, light, phone] },
    { name: 'water-machine-viewer', options: { ...water, role: 'viewer' }, path: '/water/vending-1', looks: [light] },
    { name: 'water-machine-unknown', options: water, path: '/water/nowhere', looks: [dark] },
    { name: 'water-prices', options: water, path: '/water/prices', looks: [dark, light, phone, wide] },
    { name: 'water-prices-file', options: { scenario: 'water-large' }, path: '/water/prices', looks: [dark, phoneLight] },
    { name: 'water-report', options: water, path: '/water/report?period=week', looks: [dark, light, phone, wide] },
    { name: 'water-report-hours', options: water, path: '/water/report?period=week&by=hour', looks: [dark, phoneLight] },
    dialog('act-pour', /^Uji tuang|^Test pour/),
    dialog('act-flush', /^Bilas$|^Flush$/),
    dialog('act-lock', /^Kunci penjualan$|^Lock the sale$/),
    dialog('act-unlock', /^Buka kunci$|^Unlock the sale$/, '/water/vending-3'),
    dialog('calibrate', /^Kalibrasi baru$|^New calibration$/),
    dialog('calibrations', /^Riwayat \(|^History \(/),
    dialog('renew', /^Perbarui: Filter$|^Renew: Filter$/),
    {
      ...dialog('price-doubt', /^Ubah harga$|^Change prices$/, '/water/prices'),
      act: async page => {
        await press(/^Ubah harga$|^Change prices$/)(page)
        await page.getByLabel(/^(Harga|Price) .* 1$/).fill('0')
        await page.getByLabel(/^(Harga|Price) .* 5$/).fill('1800')
      },
    },
    dialog('price-change', /^Ubah harga$|^Change prices$/, '/water/prices'),
  ]
}
