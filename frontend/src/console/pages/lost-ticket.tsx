/** A driver without ticket: the stay is found by plate, time and pictures, or the fine alone is taken. */
import { type InfiniteData, useInfiniteQuery, type UseInfiniteQueryResult, useQuery } from '@tanstack/solid-query'
import SearchX from 'lucide-solid/icons/search-x'
import { createMemo, createSignal, type JSX, Show } from 'solid-js'
import { identityApi } from '../../api/identity-endpoints.ts'
import { dataOf } from '../../api/data-of.ts'
import { byCursor, itemsOf } from '../../api/pages.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useSite } from '../../site/site.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { PageHead, Panel } from '../../ui/panel.tsx'
import { Pick } from '../../ui/pick.tsx'
import type { Option } from '../../ui/segments.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Reserved } from '../access/reserved.tsx'
import { type Candidate, CandidateGrid, Framed } from '../identity/candidates.tsx'
import { ChooseStay, FineAlone } from '../identity/lost-ticket-dialogs.tsx'
import { useWords } from '../identity/words.ts'

const windows = ['3', '12', '24', '72', 'any'] as const
type Window = (typeof windows)[number]

const hourMs = 3_600_000
/** Of the search to the whole minute, so that one question is asked, not one each moment. */
const minuteMs = 60_000
const anyClass = 'any'

type CandidatePages = InfiniteData<Awaited<ReturnType<typeof identityApi.candidates>>>

interface Search {
  plate: string
  vehicleClass: string
  window: Window
}

function Finder(props: {
  search: Search
  gates: Option[]
  gateId: string
  onGate: (id: string) => void
  onChange: (change: Partial<Search>) => void
}): JSX.Element {
  const word = useWords()
  const classes = useQuery(() => ({ queryKey: ['vehicle-classes'], queryFn: identityApi.vehicleClasses, staleTime: hourMs }))
  const windowOptions = () =>
    windows.map(value => ({ value, label: value === 'any' ? word('lost.anyTime') : word('lost.hours', { hours: value }) }))
  const classOptions = () => [
    { value: anyClass, label: word('lost.anyClass') },
    ...(dataOf(classes) ?? []).map(value => ({ value, label: value })),
  ]
  return (
    <div class="mb-4 flex flex-wrap items-center gap-2.5">
      <SearchField
        class="w-[260px] max-sm:w-full"
        label={word('lost.plate')}
        maxLength={16}
        text={props.search.plate}
        onText={plate => props.onChange({ plate: plate.toUpperCase() })}
      />
      <Named
        word={word('lost.window')}
        value={props.search.window}
        options={windowOptions()}
        onChange={window => props.onChange({ window })}
      />
      <Named
        word={word('lost.class')}
        value={props.search.vehicleClass}
        options={classOptions()}
        onChange={vehicleClass => props.onChange({ vehicleClass })}
      />
      <Named word={word('lost.gate')} value={props.gateId} options={props.gates} onChange={props.onGate} />
    </div>
  )
}

/** A choice with its name before it; both are read aloud. */
function Named<V extends string>(props: { word: string; value: V; options: Option<V>[]; onChange: (value: V) => void }): JSX.Element {
  const spoken = () => `${props.word} ${props.options.find(({ value }) => value === props.value)?.label ?? ''}`
  return <Pick<V> label={spoken()} prefix={`${props.word} `} value={props.value} options={props.options} onChange={props.onChange} />
}

function classOf({ vehicleClass }: Search): string | undefined {
  return vehicleClass === anyClass ? undefined : vehicleClass
}

function sinceOf({ window }: Search): string | undefined {
  if (window === 'any') return undefined
  return new Date(Math.floor(Date.now() / minuteMs) * minuteMs - Number(window) * hourMs).toISOString()
}

function Found(props: { query: UseInfiniteQueryResult<CandidatePages>; onChoose: (candidate: Candidate) => void }): JSX.Element {
  const i18n = useI18n()
  const word = useWords()
  return (
    <Panel title={i18n.t('nav.sessions')}>
      <Loaded query={props.query} skeleton={<SkeletonRows rows={4} height={120} />}>
        {() => (
          <Show
            when={itemsOf(props.query).length > 0}
            fallback={<Empty icon={SearchX} title={word('lost.none')} hint={word('lost.noneHint')} compact />}
          >
            <CandidateGrid items={itemsOf(props.query)} onChoose={props.onChoose} />
            <LoadMore query={props.query} />
          </Show>
        )}
      </Loaded>
    </Panel>
  )
}

function Finding(): JSX.Element {
  const word = useWords()
  const site = useSite()
  const [search, setSearch] = createSignal<Search>({ plate: '', vehicleClass: anyClass, window: '24' })
  const [chosenGate, setChosenGate] = createSignal<string>()
  const [chosen, setChosen] = createSignal<Candidate>()
  const [fining, setFining] = createSignal(false)
  const gates = createMemo(() =>
    (site.machines() ?? [])
      .filter(({ view }) => view.family === 'gate' && view.direction === 'out')
      .map(({ id, name }) => ({ value: id, label: name })),
  )
  const gateId = () => chosenGate() ?? gates()[0]?.value ?? 'gate_out'
  const vehicleClass = () => classOf(search())
  const query = useInfiniteQuery(() => ({
    queryKey: ['lost-tickets', search(), gateId()],
    queryFn: ({ pageParam }: { pageParam: string | undefined }) =>
      identityApi.candidates(
        { plate: search().plate.trim(), vehicle_class: vehicleClass(), from: sinceOf(search()), gate_id: gateId() },
        pageParam,
      ),
    ...byCursor,
    refetchInterval: 30_000,
  }))
  const exitPhoto = () => dataOf(query)?.pages[0]?.exit_photo ?? null
  return (
    <>
      <PageHead title={word('lost.title')}>
        <button type="button" class="btn ml-auto" onClick={() => setFining(true)}>
          {word('lost.unknown')}
        </button>
      </PageHead>
      <p class="mb-4 max-w-[70ch] text-muted">{word('lost.lead')}</p>
      <Finder
        search={search()}
        gates={gates()}
        gateId={gateId()}
        onGate={setChosenGate}
        onChange={change => setSearch({ ...search(), ...change })}
      />
      <div class="grid items-start gap-4 lg:grid-cols-[minmax(260px,360px)_1fr]">
        <Panel title={site.nameOf(gateId())}>
          <Framed picture={exitPhoto()} title={word('lost.atExit')} missing={word('lost.noExitPhoto')} />
        </Panel>
        <Found query={query} onChoose={setChosen} />
      </div>
      <ChooseStay candidate={chosen()} exitPhoto={exitPhoto()} gateId={gateId()} onClose={() => setChosen(undefined)} />
      <FineAlone open={fining()} gateId={gateId()} vehicleClass={vehicleClass()} onClose={() => setFining(false)} />
    </>
  )
}

export default function LostTicket(): JSX.Element {
  const word = useWords()
  return (
    <Reserved for="operator" title={word('lost.title')}>
      <Finding />
    </Reserved>
  )
}
