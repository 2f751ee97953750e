/** The pages about who comes and what does not fit together. */
import { dark, light, phone, phoneLight, press, type Shot } from './shot.ts'

/** `calm` is the site they are taken of. */
export function identityShots(calm: Shot['options']): Shot[] {
  return [
    { name: 'conflicts', options: calm, path: '/conflicts', looks: [dark, light, phone] },
    { name: 'conflicts-none', options: { scenario: 'empty' }, path: '/conflicts', looks: [dark, phoneLight] },
    { name: 'conflicts-decline', options: calm, path: '/conflicts', looks: [dark, phone], act: press(/^Tolak$|^Decline$/) },
    { name: 'conflicts-reset', options: calm, path: '/conflicts', looks: [light], act: press(/^Atur ulang kartu$|^Reset a card$/) },
    { name: 'members', options: calm, path: '/members', looks: [dark, light, phone] },
    { name: 'members-none', options: { scenario: 'empty' }, path: '/members', looks: [dark] },
    { name: 'members-edit', options: calm, path: '/members', looks: [dark, phoneLight], act: press(/^Ubah$|^Change$/) },
    { name: 'lost-ticket', options: calm, path: '/lost-ticket', looks: [dark, light, phone] },
    {
      name: 'lost-ticket-choose',
      options: calm,
      path: '/lost-ticket',
      looks: [dark, phoneLight],
      act: press(/^Ini sesinya$|^This is it$/),
    },
    {
      name: 'lost-ticket-fine',
      options: calm,
      path: '/lost-ticket',
      looks: [dark, phone],
      act: press(/^Sesi tidak ditemukan$|^No stay found$/),
    },
    { name: 'lost-ticket-viewer', options: { ...calm, role: 'viewer' }, path: '/lost-ticket', looks: [dark] },
  ]
}
