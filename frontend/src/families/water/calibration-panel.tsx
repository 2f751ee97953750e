/** What was calibrated, when it is due again, and a new calibration. */
import type { CalibrationKind, CalibrationView } from '@palang/protocol'
import { useQuery } from '@tanstack/solid-query'
import History from 'lucide-solid/icons/rotate-ccw-clock'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { waterApi } from '../../api/water-endpoints.ts'
import { useAccount } from '../../site/account.tsx'
import type { MachineRow } from '../../site/site.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Panel } from '../../ui/panel.tsx'
import { StateWord } from '../../ui/tone.tsx'
import { actorName } from '../../words/machine-words.ts'
import { CalibrationDialog } from './calibration-dialog.tsx'
import { CalibrationHistory } from './calibration-history.tsx'
import { CalibrationDue, calibrationFigures } from './calibration-parts.tsx'
import { calibrationKinds, newest } from './calibration-points.ts'
import { useWaterWords } from './words/water-words.ts'

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
              {[i18n.format().day(last().calibrated_at), ...calibrationFigures(i18n, say, last()), actorName(last().actor)].join(' · ')}
            </div>
          )}
        </Show>
      </div>
      <Show when={props.last} fallback={<StateWord tone="attend" word={say('calibration.never')} class="shrink-0 text-[13px]" />}>
        {last => <CalibrationDue last={last()} class="shrink-0 text-[13px]" />}
      </Show>
    </li>
  )
}

export function CalibrationPanel(props: { row: MachineRow; class?: string }): JSX.Element {
  const say = useWaterWords()
  const account = useAccount()
  const [adding, setAdding] = createSignal(false)
  const [looking, setLooking] = createSignal(false)
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
          <>
            <ul class="m-0 -mt-1.5 list-none p-0">
              <For each={calibrationKinds}>{kind => <Kind kind={kind} last={newest(data().items, kind)} />}</For>
            </ul>
            <Show when={data().items.length > 0}>
              <button type="button" class="btn btn-sm btn-quiet mt-1 -mb-1.5 -ml-2.5" onClick={() => setLooking(true)}>
                <History size={15} aria-hidden="true" />
                {say('calibration.historyOf', { count: data().items.length })}
              </button>
            </Show>
          </>
        )}
      </Loaded>
      <Show when={looking()}>
        <CalibrationHistory items={dataOf(known)?.items ?? []} onClose={() => setLooking(false)} />
      </Show>
      <Show when={adding()}>
        <CalibrationDialog row={props.row} known={dataOf(known)?.items ?? []} onClose={() => setAdding(false)} />
      </Show>
    </Panel>
  )
}
