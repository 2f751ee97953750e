/** Prices of each vehicle class: its periods, its cap, its fine, and its rates in special hours. */
import { For, Index, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Segments } from '../../ui/segments.tsx'
import { bandNames, blankClass, blankRates, type ClassDraft, type RatesDraft } from './draft.ts'
import { Field, Group, IssuesAt, PeriodFields, useEditor } from './editor.tsx'
import { AddRow, RowActs } from './row-acts.tsx'
import { useTariffWords } from './words.ts'

function BandRates(props: { path: string; name: string; rates: RatesDraft; onChange: (change: Partial<RatesDraft>) => void }): JSX.Element {
  const i18n = useI18n()
  const w = useTariffWords()
  const title = () => w('ratesIn', { name: i18n.tMaybe(`band.${props.name}`, props.name) })
  return (
    <Group label={title()}>
      <Segments
        chips
        label={title()}
        value={props.rates.kind}
        options={[
          { value: 'none', label: w('ratesNone') },
          { value: 'flat', label: w('ratesFlat') },
          { value: 'periods', label: w('ratesPeriods') },
        ]}
        onChange={kind => props.onChange({ kind })}
      />
      <Show when={props.rates.kind === 'flat'}>
        <Field path={`${props.path}.flat`} label={w('amount')} value={props.rates.flat} onInput={flat => props.onChange({ flat })} />
      </Show>
      <Show when={props.rates.kind === 'periods'}>
        <div class="grid gap-3 sm:grid-cols-2">
          <Show
            when={props.rates.hasFirst}
            fallback={
              <button type="button" class="btn btn-sm self-end justify-self-start" onClick={() => props.onChange({ hasFirst: true })}>
                {w('first')}
              </button>
            }
          >
            <div class="grid content-start gap-1.5">
              <PeriodFields
                path={`${props.path}.first`}
                title={w('first')}
                period={props.rates.first}
                onChange={change => props.onChange({ first: { ...props.rates.first, ...change } })}
              />
              <button type="button" class="btn btn-sm btn-quiet justify-self-start" onClick={() => props.onChange({ hasFirst: false })}>
                {w('ratesNoFirst')}
              </button>
            </div>
          </Show>
          <PeriodFields
            path={`${props.path}.following`}
            title={w('following')}
            period={props.rates.following}
            onChange={change => props.onChange({ following: { ...props.rates.following, ...change } })}
          />
        </div>
      </Show>
      <IssuesAt path={props.path} />
    </Group>
  )
}

function Cap(props: { path: string; one: ClassDraft; onChange: (change: Partial<ClassDraft>) => void }): JSX.Element {
  const w = useTariffWords()
  return (
    <Group label={w('cap')}>
      <Segments
        chips
        label={w('cap')}
        value={props.one.capKind}
        options={[
          { value: 'none', label: w('capNone') },
          { value: '24h', label: w('cap24h') },
          { value: 'day', label: w('capDay') },
        ]}
        onChange={capKind => props.onChange({ capKind })}
      />
      <Show when={props.one.capKind !== 'none'}>
        <Field
          path={`${props.path}.${props.one.capKind === '24h' ? 'cap_per_24h' : 'cap_per_day'}`}
          label={w('capAmount')}
          value={props.one.cap}
          onInput={cap => props.onChange({ cap })}
        />
      </Show>
    </Group>
  )
}

function VehicleClass(props: { one: ClassDraft; index: number }): JSX.Element {
  const i18n = useI18n()
  const { draft, set } = useEditor()
  const w = useTariffWords()
  const path = () => `classes.${props.one.id}`
  const change = (changed: Partial<ClassDraft>) => set('classes', props.index, changed)
  const name = () => i18n.tMaybe(`class.${props.one.id}`, props.one.id)
  const remove = () => set('classes', classes => classes.filter((_, at) => at !== props.index))
  return (
    <Panel
      title={name() === '' ? w('addClass') : name()}
      actions={<RowActs name={name()} onRemove={draft.classes.length > 1 ? remove : undefined} />}
    >
      <div class="grid gap-5 sm:grid-cols-2">
        <Field text maxlength={64} path={path()} label={w('className')} value={props.one.id} onInput={id => change({ id })} />
        <Field path={`${path()}.lost_ticket`} label={w('lost')} value={props.one.lost} onInput={lost => change({ lost })} />
        <PeriodFields
          path={`${path()}.first`}
          title={w('first')}
          period={props.one.first}
          onChange={changed => change({ first: { ...props.one.first, ...changed } })}
        />
        <PeriodFields
          path={`${path()}.following`}
          title={w('following')}
          period={props.one.following}
          onChange={changed => change({ following: { ...props.one.following, ...changed } })}
        />
        <Cap path={path()} one={props.one} onChange={change} />
      </div>
      <div class="mt-5 grid gap-5 empty:hidden">
        <For each={bandNames(draft, props.one)}>
          {band => (
            <BandRates
              path={`${path()}.bands.${band}`}
              name={band}
              rates={props.one.bands[band] ?? blankRates()}
              onChange={changed => set('classes', props.index, 'bands', band, { ...(props.one.bands[band] ?? blankRates()), ...changed })}
            />
          )}
        </For>
        <IssuesAt path={`${path()}.bands`} />
      </div>
    </Panel>
  )
}

export function ClassesSection(): JSX.Element {
  const { draft, set } = useEditor()
  const w = useTariffWords()
  return (
    <section class="grid gap-4" aria-label={w('classes')}>
      <Index each={draft.classes}>{(one, index) => <VehicleClass one={one()} index={index} />}</Index>
      <AddRow word={w('addClass')} onAdd={() => set('classes', classes => [...classes, blankClass()])} />
    </section>
  )
}
