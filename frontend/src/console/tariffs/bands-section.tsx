/** Parts of the week with rates of their own, and the holidays. */
import { dayKinds, type DayKind } from '@palang/tariff'
import { createUniqueId, For, Index, type JSX } from 'solid-js'
import { Panel } from '../../ui/panel.tsx'
import { renamedBand, type BandDraft } from './draft.ts'
import { Field, IssuesAt, useEditor } from './editor.tsx'
import { AddRow, RowActs } from './row-acts.tsx'
import { useTariffWords } from './words.ts'

function Days(props: { days: readonly DayKind[]; onChange: (days: DayKind[]) => void }): JSX.Element {
  const w = useTariffWords()
  const toggle = (day: DayKind) => props.onChange(dayKinds.filter(each => (each === day) !== props.days.includes(each)))
  return (
    <div class="grid gap-1.5" role="group" aria-label={w('bandDays')}>
      <div class="flex flex-wrap gap-1.5">
        <For each={dayKinds}>
          {day => (
            <button type="button" class="chip" aria-pressed={props.days.includes(day)} onClick={() => toggle(day)}>
              {w(day)}
            </button>
          )}
        </For>
      </div>
      <span class="hint">{w('everyDay')}</span>
    </div>
  )
}

function Band(props: { band: BandDraft; index: number }): JSX.Element {
  const { draft, set } = useEditor()
  const w = useTariffWords()
  const path = () => `bands.${props.index}`
  const swap = () =>
    set('bands', bands => {
      const next = [...bands]
      const [moved] = next.splice(props.index, 1)
      if (moved !== undefined) next.splice(props.index - 1, 0, moved)
      return next
    })
  const rename = (name: string) => {
    set('classes', renamedBand(draft, props.index, name))
    set('bands', props.index, { name })
  }
  return (
    <li class="grid gap-3 border-line-soft py-4 not-first:border-t first:pt-0">
      <div class="grid grid-cols-[minmax(0,1fr)_92px_92px_auto] items-start gap-2 max-sm:grid-cols-2">
        <Field text maxlength={24} path={`${path()}.name`} label={w('bandName')} value={props.band.name} onInput={rename} />
        <Field
          text
          maxlength={5}
          path={`${path()}.from`}
          label={w('bandFrom')}
          value={props.band.from}
          onInput={from => set('bands', props.index, { from })}
        />
        <Field
          text
          maxlength={5}
          path={`${path()}.to`}
          label={w('bandTo')}
          value={props.band.to}
          onInput={to => set('bands', props.index, { to })}
        />
        <div class="pt-6">
          <RowActs
            name={props.band.name}
            onUp={props.index === 0 ? undefined : swap}
            onRemove={() => set('bands', bands => bands.filter((_, at) => at !== props.index))}
          />
        </div>
      </div>
      <Days days={props.band.days} onChange={days => set('bands', props.index, { days })} />
      <IssuesAt path={path()} />
    </li>
  )
}

export function BandsSection(): JSX.Element {
  const { draft, set } = useEditor()
  const w = useTariffWords()
  const id = createUniqueId()
  return (
    <Panel title={w('bands')}>
      <p class="hint mb-3">{w('bandsHint')}</p>
      <ul class="m-0 list-none p-0">
        <Index each={draft.bands}>{(band, index) => <Band band={band()} index={index} />}</Index>
      </ul>
      <AddRow word={w('addBand')} onAdd={() => set('bands', bands => [...bands, { name: '', days: [], from: '22:00', to: '06:00' }])} />
      <div class="field mt-5">
        <label for={id}>{w('holidays')}</label>
        <div class="input h-auto">
          <textarea
            id={id}
            class="tabular w-full resize-y bg-transparent py-2 outline-none"
            rows={3}
            spellcheck={false}
            value={draft.holidays}
            onInput={event => set('holidays', event.currentTarget.value)}
          />
        </div>
        <span class="hint">{w('holidaysHint')}</span>
        <IssuesAt path="holidays" within />
      </div>
    </Panel>
  )
}
