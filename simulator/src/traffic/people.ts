/** Who comes: plates, cards and manners. */
import { uuidv7 } from '@palang/kit/ids'
import type { Vehicle } from '../world/vehicle.ts'
import type { Random } from './random.ts'

const memberCards = 40
const areas = ['B', 'D', 'F', 'AB', 'AD', 'BE', 'BK', 'DK', 'L', 'N'] as const
const letters = [...'ABCDEFGHJKLMNPRSTUVWXYZ'] as [string, ...string[]]

/** An Indonesian licence plate. */
export function makePlate(random: Random): string {
  const tail = Array.from({ length: random.between(2, 3) }, () => random.pick(letters)).join('')
  return `${random.pick(areas)} ${random.between(1000, 9999)} ${tail}`
}

/** Share of drivers by what they carry; the rest are visitors with a card. */
const shares = { member: 0.4, ticket: 0.25 } as const

/** Somebody who is not inside yet. Without `withTickets` nobody takes a ticket. */
export function makeVehicle(random: Random, vehicleClass: string, inside: readonly Vehicle[], withTickets: boolean): Vehicle {
  const draw = random.next()
  const member = draw < shares.member ? freeMember(random, inside) : undefined
  const base = { id: uuidv7(), plate: makePlate(random), class: vehicleClass, ticket: null }
  if (member !== undefined) return { ...base, driver: 'member', card: member }
  if (withTickets && draw >= shares.member && draw < shares.member + shares.ticket) return { ...base, driver: 'ticket', card: null }
  return { ...base, driver: 'visitor', card: visitorCard(random) }
}

/** The number of a visitor's card, as a reader gives it. */
export function visitorCard(random: Random): string {
  return `V${random.between(0x100_0000, 0xfff_ffff).toString(16).toUpperCase()}`
}

function freeMember(random: Random, inside: readonly Vehicle[]): string | undefined {
  const card = `CARD_${String(random.between(1, memberCards)).padStart(3, '0')}`
  return inside.some(vehicle => vehicle.card === card) ? undefined : card
}
