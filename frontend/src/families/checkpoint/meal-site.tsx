/** What the pages of the meal programme have in common: which programme, the way between the pages, and when to ask again. */
import type { Programme } from '@palang/protocol'
import { A, useLocation, useSearchParams } from '@solidjs/router'
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import Soup from 'lucide-solid/icons/soup'
import { createMemo, For, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { mealApi } from '../../api/meal-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { afterBurst } from '../../live/after-burst.ts'
import { useLive } from '../../live/live.tsx'
import { useAccount } from '../../site/account.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { Pick } from '../../ui/pick.tsx'
import { toast } from '../../ui/toast.tsx'
import { useMealWords } from './words/meal-words.ts'
import './checkpoint.css'

/** Scans come in bursts, when a vehicle is loaded or a gateway is back; the day is read again once one is over. */
const settleMs = 1_500
/** The link tells what changes meanwhile. */
export const readEveryMs = 60_000

const pages = [
  { path: '/checkpoints', word: 'nav.board' },
  { path: '/checkpoints/trays', word: 'nav.trays' },
  { path: '/checkpoints/reports', word: 'nav.reports' },
  { path: '/checkpoints/setup', word: 'nav.setup' },
] as const

/** Everything that scans change. */
const flowKey = ['meals', 'flow'] as const
/** The key of a question whose answer scans change; see {@link followScans}. */
export const flowKeyOf = (...about: readonly (string | undefined)[]) => [...flowKey, ...about]

/** Reads what the page shows again whenever a burst of scans is over. */
export function followScans(): void {
  const [live, client] = [useLive(), useQueryClient()]
  afterBurst(
    () => live.state.scanCount,
    settleMs,
    () => void client.invalidateQueries({ queryKey: flowKey }),
  )
}

/** Says that something was entered, and reads everything of meals again. */
export function useDone(): (title: string, detail?: string) => Promise<void> {
  const [i18n, client] = [useI18n(), useQueryClient()]
  return async (title, detail) => {
    toast({ tone: 'flow', title, detail, closeLabel: i18n.t('toast.close') })
    await client.invalidateQueries({ queryKey: ['meals'] })
  }
}

export const usePlaces = (programmeId: () => string) =>
  useQuery(() => ({ queryKey: ['meals', 'places', programmeId()], queryFn: () => mealApi.places(programmeId()) }))

/** Grey rows on a panel, while a page is on its way. */
export function Waiting(props: { rows?: number }): JSX.Element {
  return (
    <section class="panel">
      <SkeletonRows rows={props.rows ?? 8} />
    </section>
  )
}

/** The other pages keep the programme that was chosen. */
function Ways(): JSX.Element {
  const say = useMealWords()
  const location = useLocation()
  const [params] = useSearchParams<{ programme?: string }>()
  const hrefOf = (path: string) => (params.programme === undefined ? path : `${path}?programme=${encodeURIComponent(params.programme)}`)
  return (
    <nav class="meal-ways no-print" aria-label={say('nav.pages')}>
      <For each={pages}>
        {page => (
          <A href={hrefOf(page.path)} class="chip" aria-current={location.pathname === page.path ? 'page' : undefined}>
            {say(page.word)}
          </A>
        )}
      </For>
    </nav>
  )
}

/** Says what comes first where there is no programme yet, and leads there. */
function NoProgramme(): JSX.Element {
  const say = useMealWords()
  const account = useAccount()
  return (
    <section class="panel">
      <Empty icon={Soup} title={say('first.title')} hint={say('first.hint')}>
        <Show when={account.mayConfigure()} fallback={<p class="text-muted">{say('first.ask')}</p>}>
          <A href="/checkpoints/setup?part=programmes" class="btn btn-primary">
            {say('first.do')}
          </A>
        </Show>
      </Empty>
    </section>
  )
}

/** The frame of every page about a programme; `children` is shown once one is chosen, the first one unless the address names another. */
export function MealPage(props: {
  title: string
  /** Beside the title. */
  acts?: (programme: Programme) => JSX.Element
  none?: JSX.Element
  children: (programme: () => Programme) => JSX.Element
}): JSX.Element {
  const say = useMealWords()
  const [params, setParams] = useSearchParams<{ programme?: string }>()
  const programmes = useQuery(() => ({ queryKey: ['meals', 'programmes'], queryFn: mealApi.programmes }))
  const chosen = createMemo(() => {
    const found = dataOf(programmes)
    return found?.find(({ id }) => id === params.programme) ?? found?.[0]
  })
  return (
    <div class="grid gap-5">
      <PageHead title={props.title}>
        <div class="ml-auto flex flex-wrap items-center gap-2.5 max-md:ml-0 max-md:w-full">
          <Show when={(dataOf(programmes)?.length ?? 0) > 1}>
            <Pick
              class="w-[260px] max-md:w-full"
              label={say('programme')}
              value={chosen()?.id}
              options={(dataOf(programmes) ?? []).map(({ id, name }) => ({ value: id, label: name }))}
              onChange={programme => setParams({ programme }, { replace: true })}
            />
          </Show>
          <Show when={chosen()}>{programme => props.acts?.(programme())}</Show>
        </div>
      </PageHead>
      <Ways />
      <Loaded query={programmes} skeleton={<Waiting />}>
        {() => (
          <Show when={chosen()} fallback={props.none ?? <NoProgramme />}>
            {programme => props.children(programme)}
          </Show>
        )}
      </Loaded>
    </div>
  )
}
