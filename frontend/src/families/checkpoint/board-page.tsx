/** The day of a meal programme as it happens: from the kitchen over the vehicle to the school, and the tray back. */
import type { MealBoardView, Programme } from '@palang/protocol'
import { A, useSearchParams } from '@solidjs/router'
import { keepPreviousData, useQuery } from '@tanstack/solid-query'
import MapPin from 'lucide-solid/icons/map-pin'
import PackageOpen from 'lucide-solid/icons/package-open'
import { type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { mealApi } from '../../api/meal-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { isDay } from '../../site/period.ts'
import { Empty, Loaded } from '../../ui/condition.tsx'
import { DayField } from '../../ui/day-field.tsx'
import { FlowStrip, Gateways, UnknownTags } from './board-parts.tsx'
import { DeliveryList } from './delivery-list.tsx'
import { flowKeyOf, followScans, MealPage, readEveryMs, usePlaces, Waiting } from './meal-site.tsx'
import { useMealWords } from './words/meal-words.ts'

/** Nothing was planned and nothing scanned: says what comes next, and leads there. */
function NothingYet(props: { programmeId: string }): JSX.Element {
  const say = useMealWords()
  const places = usePlaces(() => props.programmeId)
  const hasPlaces = () => (dataOf(places)?.length ?? 0) > 0
  return (
    <section class="panel">
      <Show
        when={hasPlaces()}
        fallback={
          <Empty icon={MapPin} title={say('board.noPlaces')} hint={say('board.noPlacesHint')}>
            <A href={`/checkpoints/setup?programme=${props.programmeId}&part=places`} class="btn btn-primary">
              {say('board.enterPlaces')}
            </A>
          </Empty>
        }
      >
        <Empty icon={PackageOpen} title={say('board.empty')} hint={say('board.emptyHint')}>
          <A href={`/checkpoints/setup?programme=${props.programmeId}&part=plan`} class="btn btn-primary">
            {say('board.makePlan')}
          </A>
        </Empty>
      </Show>
    </section>
  )
}

function Day(props: { board: MealBoardView }): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const isOver = () => props.board.day < i18n.format().isoDay(live.now())
  return (
    <>
      <Show when={props.board.deliveries.length > 0} fallback={<NothingYet programmeId={props.board.programme_id} />}>
        <FlowStrip totals={props.board.totals} />
        <DeliveryList deliveries={props.board.deliveries} isOver={isOver()} />
      </Show>
      <UnknownTags tags={props.board.unknown_tags} programmeId={props.board.programme_id} />
      <Gateways gateways={props.board.gateways} />
    </>
  )
}

function Board(props: { programme: Programme; day: string | undefined }): JSX.Element {
  const board = useQuery(() => ({
    queryKey: flowKeyOf('board', props.programme.id, props.day),
    queryFn: () => mealApi.board(props.programme.id, props.day),
    refetchInterval: readEveryMs,
    placeholderData: keepPreviousData,
  }))
  return (
    <Loaded query={board} skeleton={<Waiting rows={12} />}>
      {data => <Day board={data()} />}
    </Loaded>
  )
}

export default function CheckpointBoardPage(): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const live = useLive()
  const [params, setParams] = useSearchParams<{ day?: string }>()
  const day = () => (params.day !== undefined && isDay(params.day) ? params.day : undefined)
  followScans()
  return (
    <MealPage
      title={say('board.title')}
      acts={() => (
        <>
          <Show when={day()}>
            <button type="button" class="btn" onClick={() => setParams({ day: undefined }, { replace: true })}>
              {say('board.today')}
            </button>
          </Show>
          <DayField
            label={say('board.day')}
            value={day() ?? i18n.format().isoDay(live.now())}
            onChange={chosen => setParams({ day: chosen }, { replace: true })}
          />
        </>
      )}
    >
      {programme => <Board programme={programme()} day={day()} />}
    </MealPage>
  )
}
