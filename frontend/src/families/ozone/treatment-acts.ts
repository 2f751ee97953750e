/** The acts of a treatment machine, as the hub records them. Pure. */
import type { CommandView, TreatmentStatus } from '@palang/protocol'
import { numberIn } from '../../ui/number-in.ts'

export type TreatmentAct = 'start' | 'stop' | 'settings'

/** Which act a record of the hub is of; undefined for another. */
export function actOf({ type }: Pick<CommandView, 'type'>): TreatmentAct | undefined {
  switch (type) {
    case 'treatment_start':
      return 'start'
    case 'treatment_stop':
      return 'stop'
    case 'treatment_settings':
      return 'settings'
    default:
      return undefined
  }
}

/** Whether the machine says that it does what was ordered: only of a start is there anything to see before its proof. */
export function isUnderWay(action: TreatmentAct, treatment: Pick<TreatmentStatus, 'state'> | undefined): boolean {
  return action === 'start' && treatment?.state === 'running'
}

/** What a person wrote as settings: texts as they stand in the fields; an empty one changes nothing. */
export interface SettingTexts {
  BASIC: string
  STANDARD: string
  PREMIUM: string
  /** Minutes. */
  longest: string
  /** Seconds. */
  rest: string
}

/** As the hub takes them. */
export interface Settings {
  minutes?: Partial<Record<'BASIC' | 'STANDARD' | 'PREMIUM', number>>
  max_run_s?: number
  cool_down_s?: number
}

export const noTexts: SettingTexts = { BASIC: '', STANDARD: '', PREMIUM: '', longest: '', rest: '' }

/** The same bounds as the hub's: minutes to 120, a rest to an hour. */
const bounds = {
  BASIC: { least: 0.1, most: 120 },
  STANDARD: { least: 0.1, most: 120 },
  PREMIUM: { least: 0.1, most: 120 },
  longest: { least: 0.1, most: 120 },
  rest: { least: 0, most: 3_600 },
} as const satisfies Record<keyof SettingTexts, { least: number; most: number }>

/** Whether a field holds something that cannot be sent. */
export function isBad(texts: SettingTexts, field: keyof SettingTexts): boolean {
  return texts[field].trim() !== '' && read(texts, field) === undefined
}

/** What is to be sent; undefined while nothing is, or a field is bad. */
export function settingsOf(texts: SettingTexts): Settings | undefined {
  if (fields.some(field => isBad(texts, field))) return undefined
  const given = treatments.flatMap(treatment => {
    const value = read(texts, treatment)
    return value === undefined ? [] : [[treatment, value] as const]
  })
  const [longest, rest] = [read(texts, 'longest'), read(texts, 'rest')]
  const settings = {
    ...(given.length === 0 ? {} : { minutes: Object.fromEntries(given) }),
    ...(longest === undefined ? {} : { max_run_s: Math.round(longest * 60) }),
    ...(rest === undefined ? {} : { cool_down_s: Math.round(rest) }),
  }
  return Object.values(settings).length === 0 ? undefined : settings
}

export const treatments = ['BASIC', 'STANDARD', 'PREMIUM'] as const
/** In the order of the form. */
const fields = [...treatments, 'longest', 'rest'] as const

function read(texts: SettingTexts, field: keyof SettingTexts): number | undefined {
  const { least, most } = bounds[field]
  return numberIn(texts[field], least, most)
}
