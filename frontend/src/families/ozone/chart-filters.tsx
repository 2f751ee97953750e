/** What the charts are about: which days, of whom, cut how, drawn how. */
import { useQuery } from '@tanstack/solid-query'
import { type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { api } from '../../api/endpoints.ts'
import { useSite } from '../../site/site.tsx'
import { DayRange } from '../../ui/filter-parts.tsx'
import { Pick } from '../../ui/pick.tsx'
import { SearchPick } from '../../ui/search-pick.tsx'
import { type Option, Segments } from '../../ui/segments.tsx'
import { type Asked, groupsFor, kinds, measures, type Params, type Scope, scopes, spanOf, spans } from './asked.ts'
import { useDevices } from './device-parts.tsx'
import { useOzoneWords } from './words/ozone-words.ts'

interface FilterProps {
  params: Params
  /** Undefined while the chosen days are none. */
  asked: Asked | undefined
  onChange: (change: Params) => void
}

function Days(props: FilterProps): JSX.Element {
  const say = useOzoneWords()
  return (
    <div class="flex flex-wrap items-center gap-x-4 gap-y-2.5">
      <Segments
        chips
        label={say('charts.period')}
        value={spanOf(props.params)}
        options={spans.map(value => ({ value, label: say(`charts.${value}`) }))}
        onChange={period => props.onChange({ period, group: undefined, from: props.asked?.from, to: props.asked?.to })}
      />
      <Show when={spanOf(props.params) === 'custom'}>
        <div class="flex flex-wrap items-center gap-2.5 max-md:grid max-md:w-full max-md:grid-cols-2">
          <DayRange days={{ from: props.params.from, to: props.params.to }} onChange={props.onChange} />
          <Show when={props.asked === undefined}>
            <p class="note stop max-md:col-span-2" role="alert">
              {say('charts.badPeriod')}
            </p>
          </Show>
        </div>
      </Show>
    </div>
  )
}

/** Those a scope can be narrowed to, named as people know them. */
function useChoices(props: { scope: Scope }): () => Option[] {
  const site = useSite()
  const outlets = useQuery(() => ({ queryKey: ['outlets'], queryFn: api.outlets, staleTime: 300_000, enabled: props.scope === 'outlet' }))
  const devices = useDevices()
  return () => {
    switch (props.scope) {
      case 'all':
        return []
      case 'outlet':
        return dataOf(outlets)?.items.map(({ id, name }) => ({ value: id, label: name })) ?? []
      case 'machine':
        return (site.machines() ?? []).filter(row => row.view.family === 'ozone').map(row => ({ value: row.id, label: row.name }))
      case 'device':
        return (
          dataOf(devices)?.map(({ device_id: id, machine_id: at }) => ({
            value: id,
            label: at === null ? id : `${id} · ${site.nameOf(at)}`,
          })) ?? []
        )
    }
  }
}

function Who(props: FilterProps & { asked: Asked }): JSX.Element {
  const say = useOzoneWords()
  const choices = useChoices({
    get scope() {
      return props.asked.scope
    },
  })
  const options = () => {
    const { id } = props.asked
    const found = choices()
    return id === undefined || found.some(({ value }) => value === id) ? found : [...found, { value: id, label: id }]
  }
  return (
    <>
      <Segments
        label={say('charts.scope')}
        value={props.asked.scope}
        options={scopes.map(value => ({ value, label: say(`charts.${value}`) }))}
        onChange={scope => props.onChange({ scope, id: undefined })}
      />
      <Show when={props.asked.scope !== 'all' && props.asked.scope} keyed>
        {scope => (
          <SearchPick
            class="w-[250px] max-sm:w-full"
            label={say(`charts.find.${scope}`)}
            value={props.asked.id}
            options={options()}
            onChange={id => props.onChange({ id })}
          />
        )}
      </Show>
    </>
  )
}

function How(props: FilterProps & { asked: Asked }): JSX.Element {
  const say = useOzoneWords()
  const hasMeasures = () => props.asked.kind !== 'pie' && props.asked.group !== 'hour'
  return (
    <div class="ml-auto flex flex-wrap items-center gap-2.5 max-lg:ml-0">
      <Show when={hasMeasures()}>
        <Segments
          label={say('charts.show')}
          value={props.asked.measure}
          options={measures.map(value => ({ value, label: say(`charts.${value}`) }))}
          onChange={show => props.onChange({ show })}
        />
      </Show>
      <Show when={props.asked.kind !== 'pie'}>
        <Pick
          class="w-[150px]"
          label={say('charts.group')}
          value={props.asked.group}
          options={groupsFor(props.asked, props.asked.scope).map(value => ({ value, label: say(`charts.by.${value}`) }))}
          onChange={group => props.onChange({ group })}
        />
      </Show>
      <Segments
        label={say('charts.kind')}
        value={props.asked.kind}
        options={kinds.map(value => ({ value, label: say(`charts.${value}`) }))}
        onChange={chart => props.onChange({ chart })}
      />
    </div>
  )
}

export function ChartFilters(props: FilterProps): JSX.Element {
  return (
    <div class="no-print grid gap-3">
      <Days {...props} />
      <Show when={props.asked}>
        {asked => (
          <div class="flex flex-wrap items-center gap-2.5">
            <Who {...props} asked={asked()} />
            <How {...props} asked={asked()} />
          </div>
        )}
      </Show>
    </div>
  )
}
