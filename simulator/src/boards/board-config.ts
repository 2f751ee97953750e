/** What `CFG` reads and writes; a real board keeps it in its EEPROM. */
export interface BoardConfig {
  /** What the barrier does when the controller falls silent. */
  safe_state: 'keep' | 'open' | 'close'
  /** Longest time a full move may take before the board calls it a fault. */
  move_ms: number
  /** After a restart with the barrier up: close after this, 0 leaves it up. */
  boot_hold_ms: number
  /** How long the beam must have been clear before a due closing starts. */
  clear_ms: number
  /** A pour without a pulse for so long ends. */
  no_flow_ms: number
  /** Where a coin acceptor is wired; 0 for none. */
  coin_pin: number
}

export const factoryConfig: BoardConfig = {
  safe_state: 'keep',
  move_ms: 4_000,
  boot_hold_ms: 10_000,
  clear_ms: 500,
  no_flow_ms: 5_000,
  coin_pin: 0,
}

const ranges: Record<Exclude<keyof BoardConfig, 'safe_state'>, readonly [number, number]> = {
  move_ms: [500, 60_000],
  boot_hold_ms: [0, 600_000],
  clear_ms: [0, 10_000],
  no_flow_ms: [500, 60_000],
  coin_pin: [0, 21],
}

export type ConfigAnswer = { kind: 'value'; config: BoardConfig; value: string } | { kind: 'error'; code: 'UNKNOWN' | 'RANGE' }

/** Reads one key, or writes it when `value` is given. */
export function configure(config: BoardConfig, key: string | undefined, value: string | undefined): ConfigAnswer {
  if (key === undefined || !Object.hasOwn(config, key)) return { kind: 'error', code: 'UNKNOWN' }
  const known = key as keyof BoardConfig
  if (value === undefined) return { kind: 'value', config, value: String(config[known]) }
  if (known === 'safe_state') {
    if (value !== 'keep' && value !== 'open' && value !== 'close') return { kind: 'error', code: 'RANGE' }
    return { kind: 'value', config: { ...config, safe_state: value }, value }
  }
  const number = readCount(value)
  const [least, most] = ranges[known]
  if (number === undefined || number < least || number > most) return { kind: 'error', code: 'RANGE' }
  return { kind: 'value', config: { ...config, [known]: number }, value: String(number) }
}

/** A whole number in its only form, without sign or leading zeros. */
export function readCount(text: string | undefined): number | undefined {
  return text !== undefined && /^(0|[1-9]\d{0,8})$/.test(text) ? Number(text) : undefined
}
