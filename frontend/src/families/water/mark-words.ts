/** What happened to the water, in words. Pure. */
import type { I18n } from '../../i18n/i18n.tsx'
import { actorName } from '../../words/machine-words.ts'
import type { MetricMark } from './chart-geometry.ts'
import { hasWord, reasonText, type Say } from './words/reasons.ts'

/**
 * Why, or by whom: of the mark at `index`. A machine locks at the first doubt, which of water that turned bad is often that its values
 * jump; what was measured while it stayed locked then says what it was.
 */
export function markNote(i18n: I18n, say: Say, marks: readonly MetricMark[], index: number): string | undefined {
  const mark = marks[index]
  if (mark === undefined || mark.note === null) return undefined
  if (mark.kind === 'calibrated') {
    const key = `calibration.${mark.note}`
    return hasWord(key) ? say(key) : mark.note
  }
  if (isActor(mark.note)) return say('prices.by', { who: actorName(mark.note) })
  const reasons = mark.kind === 'locked' ? reasonsWhileLocked(marks, index) : reasonsIn(mark)
  return reasons.map(reason => reasonText(i18n, say, reason)).join(' · ')
}

function isActor(note: string): boolean {
  return /^(user|token|machine|rule):/.test(note)
}

function reasonsIn({ note }: MetricMark): string[] {
  return note === null || isActor(note) ? [] : note.split(', ')
}

/** What is wrong with the water before what is wrong with the sensor. */
function reasonsWhileLocked(marks: readonly MetricMark[], index: number): string[] {
  const after = marks.slice(index + 1)
  const end = after.findIndex(({ kind }) => kind === 'locked' || kind === 'unlocked')
  const until = end < 0 ? marks.length : index + 1 + end
  const found = [...new Set(marks.slice(index, until).flatMap(mark => (mark.kind === 'calibrated' ? [] : reasonsIn(mark))))]
  const ofSensor = (reason: string) => reason.startsWith('sensor_')
  return [...found.filter(reason => !ofSensor(reason)), ...found.filter(ofSensor)]
}
