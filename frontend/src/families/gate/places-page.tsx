/** Places by area and vehicle class, counting them anew, and the counts there were. */
import type { CapacityView } from '@palang/protocol'
import { useInfiniteQuery, useQuery } from '@tanstack/solid-query'
import SquareParking from 'lucide-solid/icons/square-parking'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { byCursor, itemsOf } from '../../api/pages.ts'
import { placesApi } from '../../api/places-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { usePageWords } from '../../i18n/page-words.ts'
import { useAccount } from '../../site/account.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { LoadMore } from '../../ui/load-more.tsx'
import { PageHead, Panel } from '../../ui/panel.tsx'
import { actorName } from '../../words/machine-words.ts'
import { placesWords } from './places-words.ts'
import { RecountDialog } from './recount-dialog.tsx'

type Place = CapacityView['zones'][number]

function PlaceRow(props: { place: Place; onRecount: (() => void) | undefined }): JSX.Element {
  const i18n = useI18n()
  const t = usePageWords(placesWords)
  const p = () => props.place
  const number = (value: number) => i18n.format().number(value)
  const className = () => i18n.tMaybe(`class.${p().vehicle_class}`, p().vehicle_class)
  const signed = () => `${p().correction > 0 ? '+' : '−'}${number(Math.abs(p().correction))}`
  return (
    <tr>
      <td class="w-full max-w-0 min-w-[92px]">
        <span class="block truncate font-[560]">{className()}</span>
        <span class="line-clamp-2 text-[13px] break-words text-muted">{p().name}</span>
      </td>
      <td class="num">
        {number(p().occupied)}
        <Show when={p().correction !== 0}>
          <span class="block text-[12.5px] whitespace-nowrap text-attend">{t('corrected', { amount: signed() })}</span>
        </Show>
      </td>
      <td class="num text-muted max-sm:hidden">{number(p().total)}</td>
      <td class="num font-[600]">{p().available === 0 ? t('full') : number(p().available)}</td>
      <td class="w-px text-right">
        <Show when={props.onRecount}>
          {onRecount => (
            <button
              type="button"
              class="btn btn-sm whitespace-nowrap"
              aria-label={t('recountOf', { what: `${className()} ${p().name}` })}
              onClick={() => onRecount()()}
            >
              {t('recount')}
            </button>
          )}
        </Show>
      </td>
    </tr>
  )
}

function PlaceTable(props: { places: Place[]; onRecount: (place: Place) => void }): JSX.Element {
  const t = usePageWords(placesWords)
  const account = useAccount()
  return (
    <table class="table table-edge">
      <thead>
        <tr>
          <th>{t('class')}</th>
          <th class="num">{t('inside')}</th>
          <th class="num max-sm:hidden">{t('total')}</th>
          <th class="num">{t('free')}</th>
          <th>
            <span class="sr-only">{t('recount')}</span>
          </th>
        </tr>
      </thead>
      <tbody>
        <For each={props.places}>
          {place => <PlaceRow place={place} onRecount={account.mayOperate() ? () => props.onRecount(place) : undefined} />}
        </For>
      </tbody>
    </table>
  )
}

function PastCounts(props: { nameOf: (zoneId: string) => string }): JSX.Element {
  const i18n = useI18n()
  const t = usePageWords(placesWords)
  const query = useInfiniteQuery(() => ({
    queryKey: ['recounts'],
    queryFn: ({ pageParam }: { pageParam: string | undefined }) => placesApi.recounts(pageParam),
    ...byCursor,
  }))
  const number = (value: number) => i18n.format().number(value)
  const signed = (value: number) => (value > 0 ? `+${number(value)}` : value < 0 ? `−${number(-value)}` : '0')
  return (
    <Panel title={t('past')} flush>
      <Loaded query={query} skeleton={<SkeletonRows rows={4} />} compact>
        {() => (
          <Show when={itemsOf(query).length > 0} fallback={<Empty icon={SquareParking} title={t('pastNone')} compact />}>
            <table class="table table-edge">
              <thead>
                <tr>
                  <th>{t('when')}</th>
                  <th>{t('class')}</th>
                  <th class="num max-md:hidden">{t('said')}</th>
                  <th class="num max-md:hidden">{t('counted')}</th>
                  <th class="num max-sm:pr-4!">{t('difference')}</th>
                  <th class="num max-md:hidden">{t('ended')}</th>
                  <th class="max-sm:hidden">{t('reason')}</th>
                </tr>
              </thead>
              <tbody>
                <For each={itemsOf(query)}>
                  {count => (
                    <tr>
                      <td class="whitespace-nowrap">
                        {i18n.format().moment(count.counted_at)}
                        <span class="block max-w-[22ch] truncate text-[13px] text-muted">{actorName(count.actor)}</span>
                      </td>
                      <td>
                        {i18n.tMaybe(`class.${count.vehicle_class}`, count.vehicle_class)}
                        <span class="block text-[13px] text-muted">{props.nameOf(count.zone_id)}</span>
                      </td>
                      <td class="num text-muted max-md:hidden">{number(count.derived)}</td>
                      <td class="num max-md:hidden">{number(count.counted)}</td>
                      <td class={`num font-[580] max-sm:pr-4! ${count.difference === 0 ? '' : 'text-attend'}`}>
                        {signed(count.difference)}
                      </td>
                      <td class="num text-muted max-md:hidden">{number(count.ended_stays)}</td>
                      <td class="max-sm:hidden">{count.reason}</td>
                    </tr>
                  )}
                </For>
              </tbody>
            </table>
            <LoadMore query={query} />
          </Show>
        )}
      </Loaded>
    </Panel>
  )
}

export default function PlacesPage(): JSX.Element {
  const t = usePageWords(placesWords)
  const [counting, setCounting] = createSignal<Place>()
  const query = useQuery(() => ({ queryKey: ['capacity'], queryFn: placesApi.capacity, refetchInterval: 10_000 }))
  const nameOf = (zoneId: string) => dataOf(query)?.zones.find(({ id }) => id === zoneId)?.name ?? zoneId
  return (
    <>
      <PageHead title={t('title')} />
      <Panel flush class="pt-2">
        <Loaded query={query} skeleton={<SkeletonRows rows={4} />}>
          {data => (
            <Show when={data().zones.length > 0} fallback={<Empty icon={SquareParking} title={t('none')} hint={t('noneHint')} compact />}>
              <PlaceTable places={data().zones} onRecount={setCounting} />
            </Show>
          )}
        </Loaded>
      </Panel>
      <PastCounts nameOf={nameOf} />
      <Show when={counting()} keyed>
        {place => <RecountDialog place={place} onClose={() => setCounting(undefined)} />}
      </Show>
    </>
  )
}
