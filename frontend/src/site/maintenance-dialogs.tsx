/** Noting work that was done on a machine, and saying when the next is due. */
import type { MaintenanceView } from '@palang/protocol'
import { useQueryClient } from '@tanstack/solid-query'
import { createSignal, type JSX, Show } from 'solid-js'
import { createActOnce } from '../api/act-once.ts'
import { premisesApi } from '../api/premises-endpoints.ts'
import { ApiProblem } from '../api/problem.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { useLive } from '../live/live.tsx'
import { Confirm } from '../ui/dialog.tsx'
import { Segments } from '../ui/segments.tsx'
import { TextField } from '../ui/text-field.tsx'
import { toast } from '../ui/toast.tsx'
import { planNumber } from './maintenance.ts'
import { useMaintenanceWords } from './maintenance-words.ts'
import { machinesQuery } from './site.tsx'

const kinds = ['service', 'inspection', 'repair', 'part'] as const
const mostDays = 3_650
const mostTreatments = 10_000_000

/** Everything that tells of the machine's maintenance is read again, and the person told. */
function useSaved(): (machineId: string, title: string, detail: string) => Promise<void> {
  const i18n = useI18n()
  const client = useQueryClient()
  return async (machineId, title, detail) => {
    toast({ tone: 'flow', title, detail, closeLabel: i18n.t('toast.close') })
    await Promise.all(
      [['maintenance', machineId], machinesQuery.queryKey, ['premises']].map(queryKey => client.invalidateQueries({ queryKey })),
    )
  }
}

/** One press notes one work, also when the answer to it got lost. */
export function NoteDialog(props: { machineId: string; name: string; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const say = useMaintenanceWords()
  const live = useLive()
  const saved = useSaved()
  const once = createActOnce()
  const today = i18n.format().isoDay(live.now())
  const [date, setDate] = createSignal(today)
  const [kind, setKind] = createSignal<(typeof kinds)[number]>('service')
  const [text, setText] = createSignal('')
  const [isRefused, setRefused] = createSignal(false)
  const run = async () => {
    const note = text().trim()
    const entry = { date: date(), kind: kind(), ...(note === '' ? {} : { note }) }
    try {
      await once(entry, key => premisesApi.noteMaintenance(props.machineId, entry, key))
    } catch (error) {
      setRefused(error instanceof ApiProblem && error.errors.some(({ path }) => path === 'date'))
      throw error
    }
    await saved(props.machineId, say('noted'), props.name)
  }
  return (
    <Confirm
      open
      onClose={props.onClose}
      title={say('note')}
      text={say('noteText', { machine: props.name })}
      confirm={say('note')}
      ready={date() !== ''}
      run={run}
    >
      <TextField
        id="maintenance-date"
        type="date"
        label={say('date')}
        value={date()}
        maxlength={10}
        invalid={isRefused()}
        hint={isRefused() ? say('dateBad') : undefined}
        onInput={day => {
          setRefused(false)
          setDate(day)
        }}
      />
      <div class="field">
        <span class="field-label">{say('kind')}</span>
        <Segments
          chips
          label={say('kind')}
          value={kind()}
          onChange={setKind}
          options={kinds.map(value => ({ value, label: say(value) }))}
        />
      </div>
      <TextField id="maintenance-note" label={say('remark')} value={text()} maxlength={500} onInput={setText} />
    </Confirm>
  )
}

/** After how many days or treatments a machine is due. Machines that count no treatments go by days alone. */
export function PlanDialog(props: {
  machineId: string
  name: string
  plan: MaintenanceView['plan']
  countsTreatments: boolean
  onClose: () => void
}): JSX.Element {
  const say = useMaintenanceWords()
  const saved = useSaved()
  const [days, setDays] = createSignal(String(props.plan.days ?? ''))
  const [treatments, setTreatments] = createSignal(String(props.plan.treatments ?? ''))
  const wanted = () => ({ days: planNumber(days(), mostDays), treatments: planNumber(treatments(), mostTreatments) })
  const field = (of: 'days' | 'treatments', text: string, most: number, onInput: (text: string) => void) => (
    <TextField
      id={`plan-${of}`}
      inputmode="numeric"
      label={say(of)}
      value={text}
      maxlength={10}
      invalid={wanted()[of] === undefined}
      hint={wanted()[of] === undefined ? say('planBad', { most }) : undefined}
      onInput={onInput}
    />
  )
  return (
    <Confirm
      open
      onClose={props.onClose}
      title={say('plan')}
      text={say('planText')}
      confirm={say('plan')}
      ready={wanted().days !== undefined && wanted().treatments !== undefined}
      run={async () => {
        await premisesApi.planMaintenance(props.machineId, wanted())
        await saved(props.machineId, say('planned'), props.name)
      }}
    >
      {field('days', days(), mostDays, setDays)}
      <Show when={props.countsTreatments}>{field('treatments', treatments(), mostTreatments, setTreatments)}</Show>
    </Confirm>
  )
}
