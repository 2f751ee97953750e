/** Counting one area and class anew: the number, the reason, and which sessions have no vehicle any more. */
import type { CapacityView, RecountProposalView } from '@palang/protocol'
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import { createSignal, type JSX, Show } from 'solid-js'
import { createActOnce } from '../../api/act-once.ts'
import { dataOf } from '../../api/data-of.ts'
import { placesApi } from '../../api/places-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { usePageWords } from '../../i18n/page-words.ts'
import { useLive } from '../../live/live.tsx'
import { useSite } from '../../site/site.tsx'
import { Checks } from '../../ui/checks.tsx'
import { Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { plateText, sessionName, stayMinutes } from '../../words/stay-words.ts'
import { placesWords } from './places-words.ts'

/** The number in `text`, or nothing when it is none. */
function countOf(text: string): number | undefined {
  return /^\d{1,5}$/.test(text.trim()) ? Number(text.trim()) : undefined
}

export function RecountDialog(props: { place: CapacityView['zones'][number]; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const t = usePageWords(placesWords)
  const client = useQueryClient()
  const once = createActOnce()
  const [text, setText] = createSignal('')
  const [reason, setReason] = createSignal('')
  const [gone, setGone] = createSignal<string[]>([])
  const { id: zone, vehicle_class: vehicleClass } = props.place
  const query = useQuery(() => ({
    queryKey: ['recount-proposal', zone, vehicleClass],
    queryFn: () => placesApi.proposal(zone, vehicleClass),
  }))
  const derived = () => dataOf(query)?.derived ?? props.place.occupied
  const difference = () => (countOf(text()) ?? derived()) - derived()
  const hint = () => {
    if (text().trim() === '') return undefined
    if (countOf(text()) === undefined) return t('badCount')
    const count = i18n.format().number(Math.abs(difference()))
    return difference() === 0 ? t('exact') : t(difference() < 0 ? 'fewer' : 'more', { count })
  }
  const run = async () => {
    const count = { zone_id: zone, vehicle_class: vehicleClass, counted: countOf(text()) ?? 0, gone: gone(), reason: reason().trim() }
    await once(count, key => placesApi.recount(count, key))
    toast({ tone: 'flow', title: t('saved'), closeLabel: i18n.t('toast.close') })
    await client.invalidateQueries()
  }
  const what = () => `${i18n.tMaybe(`class.${vehicleClass}`, vehicleClass)}, ${props.place.name}`
  return (
    <Confirm
      open
      onClose={() => props.onClose()}
      title={t('recountOf', { what: what() })}
      text={t('intro', { count: i18n.format().number(derived()) })}
      confirm={t('save')}
      ready={countOf(text()) !== undefined && reason().trim() !== ''}
      words={problem => (problem.code === 'conflict' ? t('left') : undefined)}
      run={run}
    >
      <TextField
        id="recount-number"
        label={t('counted')}
        value={text()}
        maxlength={5}
        inputmode="numeric"
        invalid={text().trim() !== '' && countOf(text()) === undefined}
        hint={hint()}
        onInput={setText}
      />
      <TextField id="recount-reason" label={t('reason')} value={reason()} maxlength={200} hint={t('reasonHint')} onInput={setReason} />
      <Loaded query={query} skeleton={<SkeletonRows rows={3} />} compact>
        {data => <Gone proposal={data()} missing={-difference()} value={gone()} onChange={setGone} />}
      </Loaded>
    </Confirm>
  )
}

function Gone(props: { proposal: RecountProposalView; missing: number; value: string[]; onChange: (gone: string[]) => void }): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const site = useSite()
  const t = usePageWords(placesWords)
  const options = () =>
    props.proposal.inside.map(stay => ({
      value: stay.id,
      label: `${sessionName(stay)}${stay.license_plate === null ? '' : ` · ${plateText(stay.license_plate)}`}`,
      note: `${i18n.format().minutes(stayMinutes(stay, live.now()))} · ${t(`sign_${stay.sign}`)}`,
    }))
  const oldest = () => Math.min(props.missing, props.proposal.inside.length)
  const rest = () => Math.abs(props.missing - props.value.length)
  return (
    <>
      <Show when={props.proposal.unheard.length > 0}>
        <p class="note attend">{t('unheard', { gates: props.proposal.unheard.map(id => site.nameOf(id)).join(', ') })}</p>
      </Show>
      <Show when={options().length > 0} fallback={<p class="text-muted">{t('goneNone')}</p>}>
        <div class="grid gap-2">
          <div class="flex flex-wrap items-center justify-between gap-2">
            <p class="font-[600]">{t('goneTitle')}</p>
            <Show when={oldest() > 0}>
              <button
                type="button"
                class="btn btn-sm"
                onClick={() => props.onChange(props.proposal.inside.slice(0, oldest()).map(stay => stay.id))}
              >
                {t('tickOldest', { count: oldest() })}
              </button>
            </Show>
          </div>
          <p class="hint">{t('goneHint')}</p>
          <div class="max-h-[220px] overflow-y-auto">
            <Checks quiet label={t('goneTitle')} options={options()} value={props.value} onChange={props.onChange} />
          </div>
          <Show when={props.value.length > 0}>
            <p class="text-attend">{t('ticked', { count: props.value.length })}</p>
          </Show>
        </div>
      </Show>
      <Show when={props.missing !== 0 && rest() > 0}>
        <p class="hint">{t('rest', { count: i18n.format().number(rest()) })}</p>
      </Show>
    </>
  )
}
