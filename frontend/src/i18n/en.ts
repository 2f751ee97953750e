import { access } from './en/access.ts'
import { alerts } from './en/alerts.ts'
import { machines } from './en/machines.ts'
import { money } from './en/money.ts'
import { records } from './en/records.ts'
import { shell } from './en/shell.ts'
import type { Dictionary } from './id.ts'

/** English; does not compile while a key of the Indonesian dictionary is missing. */
export const en: Dictionary = { ...shell, ...machines, ...money, ...records, ...access, ...alerts }
