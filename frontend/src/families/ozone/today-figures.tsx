import type { TreatmentAnalytics } from '@palang/protocol'
import type { JSX } from 'solid-js'
import { dataOf, type Readable } from '../../api/data-of.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Figure } from '../../ui/figure.tsx'
import { versusText } from './change-words.ts'
import { useOzoneWords } from './words/ozone-words.ts'

/** How many treatments the day brought and what they are worth, against the day before. */
export function TodayFigures(props: { query: Readable<TreatmentAnalytics> }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const number = (value: number) => i18n.format().number(value)
  const money = (value: number) => i18n.format().money(value, dataOf(props.query)?.currency)
  const shown = (of: (sums: TreatmentAnalytics['totals']) => number, figure: (value: number) => string) => {
    const found = dataOf(props.query)
    return found === undefined
      ? { value: '—', below: '' }
      : {
          value: figure(of(found.totals)),
          below: versusText(i18n, say, { now: of(found.totals), before: of(found.before), figure }, 'today.against'),
        }
  }
  const treatments = () => shown(sums => sums.total, number)
  const worth = () => shown(sums => sums.revenue, money)
  return (
    <>
      <Figure word={say('today.treatments')} below={treatments().below}>
        {treatments().value}
      </Figure>
      <Figure word={say('today.worth')} length={worth().value.length} below={worth().below}>
        {worth().value}
      </Figure>
    </>
  )
}
