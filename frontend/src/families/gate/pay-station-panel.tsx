/** What a pay station shows its customer now: whose stay it is, what is owed, and until when to leave. */
import { A } from '@solidjs/router'
import { type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import type { MachineRow } from '../../site/site.tsx'
import { Panel } from '../../ui/panel.tsx'
import { PriceLines } from '../../ui/price-lines.tsx'
import { laneWord } from './gate-words.ts'
import { useOperatorWords } from './operator-words/operator-words.ts'
import { PayStationScene } from './pay-station-scene.tsx'

export function PayStationPanel(props: { row: MachineRow; class?: string }): JSX.Element {
  const i18n = useI18n()
  const say = useOperatorWords()
  /** What it showed long ago is not told as if it were so now. */
  const lane = () => (props.row.isStale ? undefined : props.row.live?.system?.lane)
  return (
    <Panel title={say('station.screen')} class={props.class ?? ''}>
      <div class="grid items-center gap-5 sm:grid-cols-[minmax(0,1.2fr)_minmax(220px,1fr)]">
        <PayStationScene phase={lane()?.phase} stale={props.row.isStale} class="h-[268px] rounded-[10px] pt-3" />
        <div class="grid grid-cols-[minmax(0,1fr)] gap-3">
          <p class="text-[16px] font-[620]">{props.row.isStale ? i18n.t('machine.notHeard') : laneWord(i18n, props.row)}</p>
          <Show when={lane()?.session_id}>
            {id => (
              <A href={`/sessions/${id()}`} class="link">
                {lane()?.card_id ?? lane()?.ticket ?? say('station.stay')}
              </A>
            )}
          </Show>
          <Show when={lane()?.amount !== undefined}>
            <Sums row={props.row} />
          </Show>
          <Show when={lane()?.leave_by}>
            {by => <p class="text-muted">{say('station.leaveBy', { time: i18n.format().time(by()) })}</p>}
          </Show>
          <Show when={lane()?.visit_id === undefined}>
            <p class="text-muted">{say('station.lead')}</p>
          </Show>
        </div>
      </div>
    </Panel>
  )
}

function Sums(props: { row: MachineRow }): JSX.Element {
  const i18n = useI18n()
  const lane = () => props.row.live?.system?.lane
  const currency = () => lane()?.currency ?? 'IDR'
  const money = (amount: number) => i18n.format().money(amount, currency())
  return (
    <div>
      <PriceLines lines={lane()?.lines ?? []} currency={currency()} />
      <div class="mt-2 flex justify-between border-t border-line pt-2 font-[620]">
        <span>{i18n.t('session.total')}</span>
        <span>{money(lane()?.amount ?? 0)}</span>
      </div>
      <div class="flex justify-between text-muted">
        <span>{i18n.t('session.paidLine')}</span>
        <span>{money(lane()?.paid_amount ?? 0)}</span>
      </div>
    </div>
  )
}
