/** The vehicles inside. Kept in a file, because the hub remembers them over a restart too. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { messageOf, type Log } from '@palang/kit'
import { z } from 'zod'
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
  const inside = new Map(read(file, log).map(vehicle => [vehicle.id, vehicle]))
  const save = () => {
    try {
      mkdirSync(path.dirname(file), { recursive: true })
      writeFileSync(`${file}.new`, JSON.stringify({ inside: [...inside.values()] }))
      renameSync(`${file}.new`, file)
    } catch (error) {
      log.warn({ file, error: messageOf(error) }, 'who is inside could not be saved')
    }
  }
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

function read(file: string, log: Log): Vehicle[] {
  let text: string
  try {
    text = readFileSync(file, 'utf8')
  } catch {
    return []
  }
  try {
    return fileSchema.parse(JSON.parse(text)).inside
  } catch (error) {
    log.warn({ file, error: messageOf(error) }, 'who was inside cannot be read; starting with an empty car park')
    return []
  }
}

function bare(plate: string): string {
  return plate.toUpperCase().replaceAll(/[^A-Z0-9]/g, '')
}
