/**
 * Bytes of ICT's bill acceptor protocol ↔ meanings (docs/protocols/ict.md). There is no frame, no length and no checksum: a
 * meaning is one byte, and only the power-up and a note in escrow are two.
 */

/** Every byte by its meaning, as the site file may set them; `null`: this acceptor never says so. */
export interface IctBytes {
  readonly power_up: readonly [number, number]
  readonly escrow: number
  readonly first_channel: number
  readonly stacked: number
  readonly returned: number
  readonly enabled: number
  readonly disabled: number
  readonly busy: number | null
  /** Answers the power-up, and takes the note in escrow. */
  readonly accept: number
  readonly refuse: number
  readonly poll: number
  readonly enable: number
  readonly disable: number
  readonly reset: number
  readonly faults: Readonly<Record<string, number | null>>
}

export type IctOrder = 'accept' | 'refuse' | 'poll' | 'enable' | 'disable' | 'reset'

/** What the acceptor said. Channels count from 0. */
export type IctSaying =
  | { kind: 'power_up' }
  | { kind: 'escrow'; channel: number }
  /** A channel whose first byte was lost. */
  | { kind: 'channel'; channel: number }
  | { kind: 'stacked' }
  | { kind: 'returned' }
  | { kind: 'enabled' }
  | { kind: 'disabled' }
  | { kind: 'busy' }
  | { kind: 'fault'; fault: string }
  /** One of its two bytes was lost. */
  | { kind: 'half'; of: 'power_up' | 'escrow' }
  | { kind: 'unknown'; byte: number }

const ictChannels = 16

/** Faults after which the acceptor goes on by itself; every other one stands until it says otherwise. */
const passing: ReadonlySet<string> = new Set([
  'note_removed',
  'note_rejected',
  'fishing',
  'communication_failure',
  'invalid_command',
  'fault_cleared',
])

/** Whether the acceptor takes no notes until this fault is over. */
export function isStanding(fault: string): boolean {
  return !passing.has(fault)
}

export interface IctDecoder {
  /** What `bytes` mean, together with what was begun before. */
  push(bytes: Uint8Array): IctSaying[]
  /** Nothing followed for a while: what was begun stays half. */
  silence(): IctSaying[]
  isHalf(): boolean
  reset(): void
}

/** A decoder for the acceptor's bytes, cut anywhere. */
export function ictDecoder(table: IctBytes): IctDecoder {
  const [powerFirst, powerSecond] = table.power_up
  const plain = plainMeanings(table)
  let begun: 'power_up' | 'escrow' | undefined
  const channelOf = (byte: number): number | undefined => {
    const channel = byte - table.first_channel
    return channel >= 0 && channel < ictChannels ? channel : undefined
  }
  const begin = (byte: number): IctSaying[] => {
    const channel = channelOf(byte)
    if (byte === powerFirst) begun = 'power_up'
    else if (byte === table.escrow) begun = 'escrow'
    else if (byte === powerSecond) return [{ kind: 'half', of: 'power_up' }]
    else if (channel !== undefined) return [{ kind: 'channel', channel }]
    else return [plain.get(byte) ?? { kind: 'unknown', byte }]
    return []
  }
  const giveUp = (): IctSaying[] => {
    const half = begun
    begun = undefined
    return half === undefined ? [] : [{ kind: 'half', of: half }]
  }
  const hear = (byte: number): IctSaying[] => {
    const channel = channelOf(byte)
    if (begun === 'power_up' && byte === powerSecond) {
      begun = undefined
      return [{ kind: 'power_up' }]
    }
    if (begun === 'escrow' && channel !== undefined) {
      begun = undefined
      return [{ kind: 'escrow', channel }]
    }
    // The same beginning twice is one beginning.
    if ((begun === 'power_up' && byte === powerFirst) || (begun === 'escrow' && byte === table.escrow)) return []
    const half = giveUp()
    return [...half, ...begin(byte)]
  }
  return {
    push: bytes => [...bytes].flatMap(hear),
    silence: giveUp,
    isHalf: () => begun !== undefined,
    reset() {
      begun = undefined
    },
  }
}

/** The byte of an order. */
export function encodeIct(table: IctBytes, order: IctOrder): Uint8Array {
  return Uint8Array.of(table[order])
}

function plainMeanings(table: IctBytes): Map<number, IctSaying> {
  const plain = new Map<number, IctSaying>()
  for (const kind of ['stacked', 'returned', 'enabled', 'disabled', 'busy'] as const) {
    const byte = table[kind]
    if (byte !== null) plain.set(byte, { kind })
  }
  for (const [fault, byte] of Object.entries(table.faults)) if (byte !== null) plain.set(byte, { kind: 'fault', fault })
  return plain
}
