/** The pages of the meal programme: the day, one delivery, trays, reports, and what is entered. */
import { id } from './made-up.ts'
import { dark, light, phone, phoneLight, press, type Shot, wide } from './shot.ts'

export function mealShots(cameraJpeg: Uint8Array): Shot[] {
  const meals = { scenario: 'meals', cameraJpeg } as const
  const delivery = `/checkpoints/deliveries/${id('de11', 2)}`
  return [
    { name: 'meals-board', options: meals, path: '/checkpoints', looks: [dark, light, phone, phoneLight, wide] },
    { name: 'meals-look', options: meals, path: '/checkpoints?show=look', looks: [dark] },
    { name: 'meals-past', options: meals, path: '/checkpoints?day=2025-11-03', looks: [light, phone] },
    { name: 'meals-first', options: { scenario: 'empty' }, path: '/checkpoints', looks: [dark, phoneLight] },
    { name: 'meals-failing', options: { ...meals, trouble: 'internal' }, path: '/checkpoints', looks: [light] },
    { name: 'meals-waiting', options: { ...meals, trouble: 'silent' }, path: '/checkpoints', looks: [dark] },
    { name: 'meals-overview', options: meals, path: '/', looks: [dark, phoneLight] },
    { name: 'meals-delivery', options: meals, path: delivery, looks: [dark, light, phone, phoneLight] },
    {
      name: 'meals-correct',
      options: meals,
      path: delivery,
      looks: [dark, phoneLight],
      act: press(/^Tambah koreksi$|^Add a correction$/),
    },
    { name: 'meals-trays', options: meals, path: '/checkpoints/trays', looks: [dark, phoneLight] },
    { name: 'meals-plan', options: meals, path: '/checkpoints/setup', looks: [dark, phoneLight] },
    { name: 'meals-places', options: meals, path: '/checkpoints/setup?part=places', looks: [light, phone] },
    { name: 'meals-containers', options: meals, path: '/checkpoints/setup?part=containers', looks: [dark] },
    { name: 'meals-stock', options: meals, path: '/checkpoints/setup?part=stock', looks: [dark, phoneLight] },
    {
      name: 'meals-stock-move',
      options: meals,
      path: '/checkpoints/setup?part=stock',
      looks: [light, phone],
      act: press(/^Catat stok$|^Note stock$/),
    },
    {
      name: 'meals-paste',
      options: meals,
      path: '/checkpoints/setup?part=containers',
      looks: [phone],
      act: press(/^Daftarkan baki$|^Enter trays$/),
    },
    {
      name: 'meals-place-new',
      options: meals,
      path: '/checkpoints/setup?part=places',
      looks: [phoneLight],
      act: press(/^Tambah tempat$|^Add a place$/),
    },
    { name: 'meals-setup-first', options: { scenario: 'empty' }, path: '/checkpoints/setup', looks: [dark] },
    { name: 'meals-reports', options: meals, path: '/checkpoints/reports', looks: [dark, light, phone] },
  ]
}
