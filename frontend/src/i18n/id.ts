import { access } from './id/access.ts'
import { alerts } from './id/alerts.ts'
import { machines } from './id/machines.ts'
import { money } from './id/money.ts'
import { records } from './id/records.ts'
import { shell } from './id/shell.ts'

/** Indonesian: the dictionary that names every key. */
export const id = { ...shell, ...machines, ...money, ...records, ...access, ...alerts }

export type TextKey = keyof typeof id
export type Dictionary = Record<TextKey, string>
