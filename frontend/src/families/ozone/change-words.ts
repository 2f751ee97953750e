import type { I18n } from '../../i18n/i18n.tsx'
import type { OzoneKey } from './words/id.ts'
import type { Say } from './words/ozone-words.ts'

/** Two figures of one kind, and how such a figure is told. */
interface Versus {
  now: number
  before: number
  figure: (value: number) => string
}

/** How `now` stands to `before`, in the words of `key`. */
export function versusText(i18n: I18n, say: Say, { now, before, figure }: Versus, key: OzoneKey = 'charts.versus'): string {
  if (before === 0) return say('charts.beforeNone')
  if (now === before) return say('charts.same')
  return say(key, { change: i18n.format().change(now / before - 1), value: figure(before) })
}
