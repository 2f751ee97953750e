/** One pour: what was ordered, what the meter counted, and everything that happened. */
import type { SessionDetail } from '@palang/protocol'
import { type JSX, Show } from 'solid-js'
import { useSite } from '../../site/site.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { Panel } from '../../ui/panel.tsx'
import { reasonWord } from '../../words/stay-words.ts'
import { StayReplay } from '../gate/stay-replay.tsx'

/** The summary and the time line of a pour. */
export function PourDetail(props: { session: SessionDetail }): JSX.Element {
  return (
    <div class="grid items-start gap-[18px] lg:grid-cols-[minmax(0,1.5fr)_minmax(340px,1fr)]">
      <StayReplay session={props.session} onPhoto={() => undefined} />
      <div class="grid min-w-0 gap-[18px] max-lg:-order-1">
        <Show when={props.session.pour}>{pour => <PourSummary session={props.session} pour={pour()} />}</Show>
      </div>
    </div>
  )
}

function PourSummary(props: { session: SessionDetail; pour: NonNullable<SessionDetail['pour']> }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const moment = (at: string | null) => (at === null ? '—' : `${i18n.format().day(at)} ${i18n.format().clock(at)}`)
  const delivered = () => {
    const { delivered_ml: ml, exact } = props.pour
    if (ml === null) return '—'
    return exact === false ? i18n.t('pour.atLeast', { ml }) : i18n.t('pour.ml', { ml })
  }
  const rows = (): [string, string][] => [
    [i18n.t('pour.machine'), site.nameOf(props.session.machine_id)],
    [i18n.t('pour.purpose'), i18n.t(`pour.purpose.${props.pour.purpose}`)],
    [i18n.t('pour.ordered'), i18n.t('pour.ml', { ml: props.pour.ordered_ml })],
    [i18n.t('pour.delivered'), delivered()],
    [i18n.t('pour.end'), reasonWord(i18n, props.session.outcome_reason) || '—'],
    [i18n.t('pour.began'), moment(props.session.opened_at)],
    [i18n.t('pour.ended'), moment(props.session.closed_at)],
  ]
  return (
    <Panel title={i18n.t('session.summary')}>
      <Pairs rows={rows()} />
      <p class="mt-4 border-t border-line-soft pt-3 font-mono text-[12px] break-all text-faint">{props.session.id}</p>
    </Panel>
  )
}
