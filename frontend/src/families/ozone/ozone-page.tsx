/** What treatment machines do now: what runs, what the day brought against yesterday, which devices want somebody. */
import { A, useSearchParams } from '@solidjs/router'
import ChartColumn from 'lucide-solid/icons/chart-column'
import Cpu from 'lucide-solid/icons/cpu'
import SearchX from 'lucide-solid/icons/search-x'
import Tags from 'lucide-solid/icons/tags'
import Wind from 'lucide-solid/icons/wind'
import { createMemo, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useSite } from '../../site/site.tsx'
import { Empty, Failed, SkeletonRows } from '../../ui/condition.tsx'
import { Figure } from '../../ui/figure.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Segments } from '../../ui/segments.tsx'
import { TileGrid } from '../../ui/tile-grid.tsx'
import { OzoneAlarms, TreatmentLines, WaitingDevices } from './dashboard-panels.tsx'
import { MachineCard } from './machine-card.tsx'
import { type MachineState, machineStates } from './machine-state.ts'
import type { ListedMachine } from './ozone-machine.ts'
import { createOzoneSite, type OzoneSite } from './ozone-site.ts'
import { TodayFigures } from './today-figures.tsx'
import { useOzoneWords } from './words/ozone-words.ts'
import './ozone.css'

/** With more machines than this a search field pays. */
const fewMachines = 12
const card = { columnWidth: 258, rowHeight: 168 }

function Today(props: { ozone: OzoneSite; machines: readonly ListedMachine[] }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const number = (value: number) => i18n.format().number(value)
  const running = () => props.machines.filter(({ state }) => state === 'running').length
  const fitted = () => props.machines.filter(({ row }) => row.live?.treatment?.device !== undefined)
  const online = () => fitted().filter(({ row }) => !row.isStale).length
  const waiting = () => props.ozone.waiting()?.length ?? 0
  return (
    <section class="grid grid-cols-4 gap-[14px] max-lg:grid-cols-2" aria-label={say('list.title')}>
      <TodayFigures query={props.ozone.today} />
      <Figure word={say('today.running')} below={say('today.runningHint', { count: number(props.machines.length) })}>
        {number(running())}
      </Figure>
      <Figure
        word={say('today.devices')}
        below={say('today.devicesHint', { silent: number(fitted().length - online()), waiting: number(waiting()) })}
      >
        {number(online())}
      </Figure>
    </section>
  )
}

type Filter = MachineState | 'all'

/** What the address says of the list. */
function createChoice() {
  const [params, setParams] = useSearchParams<Record<string, string | undefined>>()
  return {
    filter: (): Filter => machineStates.find(state => state === params['show']) ?? 'all',
    text: () => params['q'] ?? '',
    set: (change: { show?: string; q?: string }) => setParams(change, { replace: true }),
  }
}

function Machines(props: { ozone: OzoneSite; machines: readonly ListedMachine[] }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const choice = createChoice()
  const number = (value: number) => i18n.format().number(value)
  const chips = () => {
    const states = machineStates
      .map(state => ({ state, count: props.machines.filter(machine => machine.state === state).length }))
      .filter(({ state, count }) => count > 0 || state === choice.filter())
      .map(({ state, count }) => ({ value: state, label: say(`state.${state}`), note: number(count) }))
    return [{ value: 'all' as const, label: say('state.all'), note: number(props.machines.length) }, ...states]
  }
  const shown = createMemo(() => {
    const wanted = choice.text().trim().toLowerCase()
    return props.machines
      .filter(({ row, state }) => [state, 'all'].includes(choice.filter()) && `${row.name} ${row.id}`.toLowerCase().includes(wanted))
      .map(machine => ({ ...machine, id: machine.row.id }))
  })
  return (
    <section class="grid gap-3.5" aria-label={say('list.machines')}>
      <div class="flex flex-wrap items-center gap-x-3 gap-y-2.5">
        <h2 class="mr-1 text-[17px] font-[620] tracking-[-0.01em]">{say('list.machines')}</h2>
        <Segments<Filter>
          chips
          label={say('list.filter')}
          value={choice.filter()}
          options={chips()}
          onChange={show => choice.set({ show })}
        />
        <Show when={props.machines.length > fewMachines}>
          <SearchField
            class="ml-auto min-h-9 w-[200px] max-md:ml-0 max-md:w-full"
            label={say('list.find')}
            text={choice.text()}
            onText={q => choice.set({ q })}
          />
        </Show>
      </div>
      <Show
        when={shown().length > 0}
        fallback={<Empty icon={SearchX} title={say('list.noMatch')} hint={say('list.noMatchHint')} compact />}
      >
        <TileGrid items={shown()} {...card}>
          {machine => <MachineCard machine={machine()} today={props.ozone.countToday(machine().id)} />}
        </TileGrid>
      </Show>
    </section>
  )
}

export default function OzonePage(): JSX.Element {
  const say = useOzoneWords()
  const site = useSite()
  const ozone = createOzoneSite()
  return (
    <div class="grid gap-5">
      <PageHead title={say('list.title')}>
        <div class="ml-auto flex flex-wrap gap-2.5 max-sm:ml-0">
          <A href="/ozone/devices" class="btn">
            <Cpu size={17} aria-hidden="true" />
            {say('nav.devices')}
          </A>
          <A href="/ozone/prices" class="btn">
            <Tags size={17} aria-hidden="true" />
            {say('nav.prices')}
          </A>
          <A href="/ozone/charts" class="btn">
            <ChartColumn size={17} aria-hidden="true" />
            {say('nav.charts')}
          </A>
        </div>
      </PageHead>
      <Show
        when={ozone.machines()}
        fallback={
          <Show
            when={site.problem()}
            fallback={
              <section class="panel">
                <SkeletonRows rows={10} />
              </section>
            }
          >
            {error => <Failed error={error()} retry={() => site.reload()} />}
          </Show>
        }
      >
        {machines => (
          <>
            <Today ozone={ozone} machines={machines()} />
            <WaitingDevices devices={ozone.waiting() ?? []} />
            <Show
              when={machines().length > 0}
              fallback={<Empty icon={Wind} title={say('list.none')} hint={say('list.noneHint')} compact />}
            >
              <Machines ozone={ozone} machines={machines()} />
            </Show>
            <div class="grid items-start gap-[18px] xl:grid-cols-[minmax(0,2fr)_minmax(0,1fr)]">
              <TreatmentLines query={ozone.events} lines={ozone.lines()} />
              <OzoneAlarms />
            </div>
          </>
        )}
      </Show>
    </div>
  )
}
