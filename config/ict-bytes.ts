/**
 * The bytes between a controller and an ICT bill acceptor. Published revisions differ in details (docs/protocols/ict.md), so
 * each byte can be set in the site file, under `cash: { driver: ict, bytes: … }`; what is not set is as shipped here.
 */
import { z } from 'zod'

const byte = z.int().min(0).max(255)
const byteOf = (usual: number) => byte.default(usual)
/** `null`: this acceptor never says so. */
const wordOf = (usual: number) => byte.nullable().default(usual)

/** How many kinds of notes one byte each stands for, counted from `first_channel`. */
export const ictChannels = 16

const toHost = {
  power_up: z.tuple([byte, byte]).default([0x80, 0x8f]),
  /** A note waits in escrow; its channel follows. */
  escrow: byteOf(0x81),
  first_channel: z
    .int()
    .min(0)
    .max(0x100 - ictChannels)
    .default(0x40),
  stacked: byteOf(0x10),
  returned: byteOf(0x11),
  enabled: byteOf(0x3e),
  disabled: byteOf(0x5e),
  busy: wordOf(0x71),
}

const toAcceptor = {
  /** Answers the power-up, and takes the note in escrow. */
  accept: byteOf(0x02),
  refuse: byteOf(0x0f),
  poll: byteOf(0x0c),
  enable: byteOf(0x3e),
  disable: byteOf(0x5e),
  reset: byteOf(0x30),
}

const faults = {
  motor_failure: wordOf(0x20),
  checksum_error: wordOf(0x21),
  jam: wordOf(0x22),
  note_removed: wordOf(0x23),
  stacker_open: wordOf(0x24),
  sensor_problem: wordOf(0x25),
  communication_failure: wordOf(0x26),
  fishing: wordOf(0x27),
  stacker_full_or_stuck: wordOf(0x28),
  note_rejected: wordOf(0x29),
  invalid_command: wordOf(0x2a),
  reserved_2b: wordOf(0x2b),
  reserved_2c: wordOf(0x2c),
  reserved_2d: wordOf(0x2d),
  reserved_2e: wordOf(0x2e),
  /** The fault told before is over. */
  fault_cleared: wordOf(0x2f),
}

/** Every byte by its meaning; no byte may mean two things in one direction. */
export const ictBytes = z
  .strictObject({ ...toHost, ...toAcceptor, faults: z.strictObject(faults).prefault({}) })
  .superRefine((table, context) => {
    for (const { path, first, value } of meantTwice(table)) {
      const message = `0x${value.toString(16).padStart(2, '0')} means ${first} already`
      context.addIssue({ code: 'custom', path, message, input: value })
    }
  })
export type IctBytes = z.output<typeof ictBytes>

/** The table as shipped. */
export const usualIctBytes: IctBytes = ictBytes.parse({})

type Named = readonly [path: (string | number)[], value: number | null]

function meantTwice(table: IctBytes): { path: (string | number)[]; first: string; value: number }[] {
  const { power_up: powerUp, first_channel: firstChannel, faults: words } = table
  const heard: Named[] = [
    ...powerUp.map((value, index): Named => [['power_up', index], value]),
    ...Array.from({ length: ictChannels }, (_, channel): Named => [['first_channel'], firstChannel + channel]),
    ...(['escrow', 'stacked', 'returned', 'enabled', 'disabled', 'busy'] as const).map((name): Named => [[name], table[name]]),
    ...Object.entries(words).map(([name, value]): Named => [['faults', name], value]),
  ]
  const said = (['accept', 'refuse', 'poll', 'enable', 'disable', 'reset'] as const).map((name): Named => [[name], table[name]])
  return [...repeatedIn(heard), ...repeatedIn(said)]
}

function repeatedIn(names: readonly Named[]): { path: (string | number)[]; first: string; value: number }[] {
  const known = new Map<number, string>()
  return names.flatMap(([path, value]) => {
    if (value === null) return []
    const first = known.get(value)
    if (first !== undefined) return [{ path, first, value }]
    known.set(value, path.join('.'))
    return []
  })
}
