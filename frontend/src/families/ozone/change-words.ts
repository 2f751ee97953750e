import type { I18n } from '../../i18n/i18n.tsx'
import type { Say } from './words/ozone-words.ts'

/** How `now` stands to `before`, both told by `figure`. */
export function versusText(i18n: I18n, say: Say, now: number, before: number, figure: (value: number) => string): string {
  if (before === 0) return say('charts.beforeNone')
  if (now === before) return say('charts.same')
  return say('charts.versus', { change: i18n.format().change(now / before - 1), value: figure(before) })
}
