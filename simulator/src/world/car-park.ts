/** The vehicles inside. Kept in a file, because the hub remembers them over a restart too. */
import type { Log } from '@palang/kit'
import { z } from 'zod'
import { keptFile } from './kept-file.ts'
import { vehicle as vehicleSchema, type Vehicle } from './vehicle.ts'

const fileSchema = z.object({ inside: z.array(vehicleSchema) })

export interface CarPark {
  inside(): readonly Vehicle[]
  find(wanted: { card?: string | undefined; plate?: string | undefined; ticket?: string | undefined }): Vehicle | undefined
  park(vehicle: Vehicle): void
  leave(vehicle: Vehicle): void
}

/** Reads who is inside from `file`; a file that cannot be read counts as an empty car park. */
export function openCarPark(file: string, log: Log): CarPark {
  const kept = keptFile(file, fileSchema, { log, what: 'who is inside' })
  const inside = new Map((kept.read()?.inside ?? []).map(vehicle => [vehicle.id, vehicle]))
  const save = () => kept.write({ inside: [...inside.values()] })
  return {
    inside: () => [...inside.values()],
    find: ({ card, plate, ticket }) =>
      [...inside.values()].find(
        vehicle =>
          (card !== undefined && vehicle.card === card) ||
          (ticket !== undefined && vehicle.ticket === ticket) ||
          (plate !== undefined && bare(vehicle.plate) === bare(plate)),
      ),
    park(vehicle) {
      inside.set(vehicle.id, vehicle)
      save()
    },
    leave(vehicle) {
      inside.delete(vehicle.id)
      save()
    },
  }
}

function bare(plate: string): string {
  return plate.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
}
