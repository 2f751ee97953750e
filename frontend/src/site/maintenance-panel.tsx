/** Looking after one machine: when it is due, what was done, and noting it. */
import type { MaintenanceView } from '@palang/protocol'
import { useQuery } from '@tanstack/solid-query'
import Wrench from 'lucide-solid/icons/wrench'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { premisesApi } from '../api/premises-endpoints.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { Loaded, SkeletonRows } from '../ui/condition.tsx'
import { Panel } from '../ui/panel.tsx'
import { StateWord } from '../ui/tone.tsx'
import { actorName } from '../words/machine-words.ts'
import { useAccount } from './account.tsx'
import { dueWord } from './maintenance.ts'
import { NoteDialog, PlanDialog } from './maintenance-dialogs.tsx'
import { useMaintenanceWords } from './maintenance-words.ts'

const entriesShown = 4

function Due(props: { of: MaintenanceView }): JSX.Element {
  const i18n = useI18n()
  const say = useMaintenanceWords()
  const number = (value: number) => i18n.format().number(value)
  const word = () => dueWord(props.of)
  const plan = () => {
    const { days, treatments } = props.of.plan
    if (days !== null && treatments !== null) return say('planBoth', { days: number(days), treatments: number(treatments) })
    if (days !== null) return say('planDays', { count: number(days) })
    return treatments === null ? say('planNone') : say('planTreatments', { count: number(treatments) })
  }
  const details = () => {
    const { date, treatments_left: left } = props.of.due
    return [
      plan(),
      ...(date === null ? [] : [say('dueDate', { day: i18n.format().day(`${date}T12:00:00Z`) })]),
      ...(left === null || word().key === 'due.treatments' ? [] : [say('treatmentsLeft', { count: number(left) })]),
    ]
  }
  return (
    <div class="grid gap-1">
      <StateWord tone={word().tone} icon={Wrench} word={say(word().key, { count: number(word().count) })} class="text-[17px] font-[600]" />
      <p class="text-[13px] text-muted">{details().join(' · ')}</p>
    </div>
  )
}

function Entries(props: { entries: MaintenanceView['entries'] }): JSX.Element {
  const i18n = useI18n()
  const say = useMaintenanceWords()
  const [isWhole, setWhole] = createSignal(false)
  const shown = () => (isWhole() ? props.entries : props.entries.slice(0, entriesShown))
  const kind = (text: string) => (text === 'service' || text === 'repair' || text === 'inspection' || text === 'part' ? say(text) : text)
  return (
    <Show when={props.entries.length > 0} fallback={<p class="text-[13px] text-faint">{say('none')}</p>}>
      <ul class="m-0 list-none p-0">
        <For each={shown()}>
          {entry => (
            <li class="grid gap-0.5 border-t border-line-soft py-2">
              <span class="flex justify-between gap-4">
                <b class="font-[560]">{kind(entry.kind)}</b>
                <span class="tabular whitespace-nowrap text-muted">{i18n.format().day(`${entry.date}T12:00:00Z`)}</span>
              </span>
              <span class="text-[12.5px] text-faint [overflow-wrap:anywhere]">
                {[entry.note, actorName(entry.actor)].filter(part => part !== null).join(' · ')}
              </span>
            </li>
          )}
        </For>
      </ul>
      <Show when={!isWhole() && props.entries.length > entriesShown}>
        <button type="button" class="btn btn-sm btn-quiet justify-self-start" onClick={() => setWhole(true)}>
          {say('all', { count: i18n.format().number(props.entries.length) })}
        </button>
      </Show>
    </Show>
  )
}

/** For whoever may act: noting work; for administrators the plan as well. */
export function MaintenancePanel(props: { machineId: string; name: string; countsTreatments: boolean; class?: string }): JSX.Element {
  const say = useMaintenanceWords()
  const account = useAccount()
  const [asked, setAsked] = createSignal<'note' | 'plan'>()
  const close = () => setAsked(undefined)
  const found = useQuery(() => ({
    queryKey: ['maintenance', props.machineId],
    queryFn: () => premisesApi.maintenance(props.machineId),
    refetchInterval: 300_000,
  }))
  return (
    <Panel title={say('title')} class={props.class ?? ''}>
      <Loaded query={found} skeleton={<SkeletonRows rows={3} />} compact>
        {data => (
          <div class="grid gap-3.5">
            <Due of={data()} />
            <Show when={account.mayOperate()}>
              <div class="flex flex-wrap gap-2.5">
                <button type="button" class="btn btn-sm btn-primary" onClick={() => setAsked('note')}>
                  {say('note')}
                </button>
                <Show when={account.info()?.role === 'admin'}>
                  <button type="button" class="btn btn-sm" onClick={() => setAsked('plan')}>
                    {say('plan')}
                  </button>
                </Show>
              </div>
            </Show>
            <Entries entries={data().entries} />
            <Show when={asked() === 'note'}>
              <NoteDialog machineId={props.machineId} name={props.name} onClose={close} />
            </Show>
            <Show when={asked() === 'plan'}>
              <PlanDialog
                machineId={props.machineId}
                name={props.name}
                plan={data().plan}
                countsTreatments={props.countsTreatments}
                onClose={close}
              />
            </Show>
          </div>
        )}
      </Loaded>
    </Panel>
  )
}
