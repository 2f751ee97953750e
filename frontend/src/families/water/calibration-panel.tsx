/** What was calibrated, when it is due again, and a new calibration. */
import type { CalibrationKind, CalibrationView } from '@palang/protocol'
import { useQuery } from '@tanstack/solid-query'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { waterApi } from '../../api/water-endpoints.ts'
import { useAccount } from '../../site/account.tsx'
import type { MachineRow } from '../../site/site.tsx'
import { type I18n, useI18n } from '../../i18n/i18n.tsx'
import { Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StateWord } from '../../ui/tone.tsx'
import { actorName } from '../../words/machine-words.ts'
import { CalibrationDialog } from './calibration-dialog.tsx'
import { calibrationKinds, newest } from './calibration-points.ts'
import type { Say } from './words/reasons.ts'
import { useWaterWords } from './words/water-words.ts'

/** What was noted, in figures. */
function figuresOf(i18n: I18n, say: Say, { points, pulses_per_litre: pulses }: CalibrationView): string {
  if (pulses !== null) return say('calibration.perLitre', { pulses: i18n.format().number(pulses) })
  const figure = (value: number) => i18n.format().decimal(value, Number.isInteger(value) ? 0 : 2)
  return (points ?? [])
    .map(({ measured, reference }) => say('calibration.points', { measured: figure(measured), reference: figure(reference) }))
    .join(' · ')
}

function Kind(props: { kind: CalibrationKind; last: CalibrationView | undefined }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  return (
    <li class="flex min-h-11 items-center gap-3 border-line-soft py-1.5 not-first:border-t">
      <div class="min-w-0 flex-1">
        <div class="font-[560]">{say(`calibration.${props.kind}`)}</div>
        <Show when={props.last}>
          {last => (
            <div class="tabular truncate text-[12.5px] text-faint" title={last().note ?? undefined}>
              {[i18n.format().day(last().calibrated_at), figuresOf(i18n, say, last()), actorName(last().actor)].join(' · ')}
            </div>
          )}
        </Show>
      </div>
      <Show when={props.last} fallback={<StateWord tone="attend" word={say('calibration.never')} class="shrink-0 text-[13px]" />}>
        {last => (
          <StateWord
            tone={last().overdue ? 'attend' : 'flow'}
            word={say(last().overdue ? 'calibration.overdue' : 'calibration.due', { day: i18n.format().day(last().due_at) })}
            class="shrink-0 text-[13px]"
          />
        )}
      </Show>
    </li>
  )
}

export function CalibrationPanel(props: { row: MachineRow; class?: string }): JSX.Element {
  const say = useWaterWords()
  const account = useAccount()
  const [adding, setAdding] = createSignal(false)
  const known = useQuery(() => ({
    queryKey: ['water', 'calibrations', props.row.id],
    queryFn: () => waterApi.calibrations(props.row.id),
    staleTime: 60_000,
  }))
  return (
    <Panel
      title={say('calibration.title')}
      class={props.class ?? ''}
      actions={
        <Show when={account.mayOperate()}>
          <button type="button" class="btn btn-sm" onClick={() => setAdding(true)}>
            {say('calibration.new')}
          </button>
        </Show>
      }
    >
      <Loaded query={known} skeleton={<SkeletonRows rows={3} height={30} />} compact>
        {data => (
          <ul class="m-0 -my-1.5 list-none p-0">
            <For each={calibrationKinds}>{kind => <Kind kind={kind} last={newest(data().items, kind)} />}</For>
          </ul>
        )}
      </Loaded>
      <Show when={adding()}>
        <CalibrationDialog row={props.row} known={dataOf(known)?.items ?? []} onClose={() => setAdding(false)} />
      </Show>
    </Panel>
  )
}
