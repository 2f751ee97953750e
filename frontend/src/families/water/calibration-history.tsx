/** Every calibration of a machine: who noted it and when, what the sensor said and what was so, and until when it holds. */
import type { CalibrationKind, CalibrationView } from '@palang/protocol'
import Gauge from 'lucide-solid/icons/gauge'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { Empty } from '../../ui/condition.tsx'
import { Modal } from '../../ui/dialog.tsx'
import { Segments } from '../../ui/segments.tsx'
import { Badge } from '../../ui/tone.tsx'
import { actorName } from '../../words/machine-words.ts'
import { calibrationKinds, newest } from './calibration-points.ts'
import { CalibrationDue, calibrationFigures } from './calibration-parts.tsx'
import { useWaterWords } from './words/water-words.ts'

function Entry(props: { entry: CalibrationView; inForce: boolean }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const e = () => props.entry
  return (
    <li class="grid gap-1 border-line-soft py-3 not-first:border-t">
      <div class="flex flex-wrap items-center gap-x-2.5 gap-y-1">
        <b class="font-[580]">{say(`calibration.${e().kind}`)}</b>
        <Show when={props.inForce}>
          <Badge tone={e().overdue ? 'attend' : 'flow'}>{say('calibration.inForce')}</Badge>
        </Show>
        <time class="tabular ml-auto text-[13px] text-muted" datetime={e().calibrated_at}>
          {i18n.format().day(e().calibrated_at)} {i18n.format().time(e().calibrated_at)}
        </time>
      </div>
      <div class="tabular">
        <For each={calibrationFigures(i18n, say, e())}>{figure => <div>{figure}</div>}</For>
      </div>
      <div class="flex flex-wrap items-baseline gap-x-3 text-[13px] text-muted">
        <span>
          {say('prices.by', { who: actorName(e().actor) })}
          <Show when={e().note}>{note => <> · {note()}</>}</Show>
        </span>
        <Show
          when={props.inForce}
          fallback={<span class="ml-auto text-faint">{say('calibration.wasDue', { day: i18n.format().day(e().due_at) })}</span>}
        >
          <CalibrationDue last={e()} class="ml-auto text-[13px]" />
        </Show>
      </div>
    </li>
  )
}

/** `items` newest first, of all kinds. */
export function CalibrationHistory(props: { items: readonly CalibrationView[]; onClose: () => void }): JSX.Element {
  const say = useWaterWords()
  const [kind, setKind] = createSignal<CalibrationKind | 'all'>('all')
  const shown = () => props.items.filter(item => kind() === 'all' || item.kind === kind())
  const isInForce = (item: CalibrationView) => newest(props.items, item.kind)?.id === item.id
  return (
    <Modal open onClose={props.onClose} title={say('calibration.history')} text={say('calibration.historyText')}>
      <Segments
        chips
        label={say('calibration.what')}
        value={kind()}
        onChange={setKind}
        options={[
          { value: 'all' as const, label: say('filter.all') },
          ...calibrationKinds.map(value => ({ value, label: say(`calibration.short.${value}`) })),
        ]}
      />
      <Show when={shown().length > 0} fallback={<Empty icon={Gauge} title={say('calibration.never')} compact />}>
        <ul class="m-0 mt-2 list-none p-0">
          <For each={shown()}>{item => <Entry entry={item} inForce={isInForce(item)} />}</For>
        </ul>
      </Show>
    </Modal>
  )
}
