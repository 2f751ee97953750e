/** Smaller panels of a machine's page: its alarms, what it sells, the page for everybody, its last sales. */
import type { SessionView } from '@palang/protocol'
import { A } from '@solidjs/router'
import { useQuery } from '@tanstack/solid-query'
import Bell from 'lucide-solid/icons/bell'
import ExternalLink from 'lucide-solid/icons/external-link'
import GlassWater from 'lucide-solid/icons/glass-water'
import { For, type JSX, Show } from 'solid-js'
import { api } from '../../api/endpoints.ts'
import { publicQualityUrl, qualityCodeUrl } from '../../api/water-endpoints.ts'
import type { MachineRow } from '../../site/site.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Panel } from '../../ui/panel.tsx'
import { SeeAll } from '../../ui/see-all.tsx'
import { StateWord, ToneIcon } from '../../ui/tone.tsx'
import { alarmText } from '../../words/machine-words.ts'
import { outcomeWord, stayTone, stayWord } from '../../words/stay-words.ts'
import { ProductList } from './product-list.tsx'
import { volumeText } from './words/reasons.ts'
import { useWaterWords } from './words/water-words.ts'

const alarmTone = { critical: 'stop', warning: 'attend', info: 'info' } as const

export function AlarmsPanel(props: { row: MachineRow; class?: string }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  return (
    <Show when={props.row.alarms.length > 0}>
      <Panel title={say('alarms.title')} class={props.class ?? ''} actions={<SeeAll href="/alarms" />}>
        <ul class="m-0 -my-1.5 list-none p-0">
          <For each={props.row.alarms}>
            {alarm => (
              <li class={`flex items-start gap-3 border-line-soft py-2 not-first:border-t ${alarmTone[alarm.severity]}`}>
                <span class="mt-0.5 text-(--c)">
                  <ToneIcon tone={alarmTone[alarm.severity]} icon={Bell} />
                </span>
                <div class="min-w-0 flex-1">
                  <div class="font-[560]">{alarmText(i18n, alarm)}</div>
                  <div class="text-[12.5px] text-faint">{i18n.t('alarms.since', { time: i18n.format().moment(alarm.raisedAt) })}</div>
                </div>
              </li>
            )}
          </For>
        </ul>
      </Panel>
    </Show>
  )
}

export function PricesPanel(props: { row: MachineRow; class?: string }): JSX.Element {
  const say = useWaterWords()
  const sale = () => props.row.live?.water?.sale
  return (
    <Panel
      title={say('prices.panel')}
      class={props.class ?? ''}
      actions={
        <A href="/water/prices" class="link text-[13px]">
          {say('prices.edit')}
        </A>
      }
    >
      <Show when={sale()} fallback={<p class="text-[13px] text-faint">{say('prices.unheard')}</p>}>
        {known => (
          <>
            <Show when={known().products.length > 0} fallback={<p class="text-[13px] text-faint">{say('prices.none')}</p>}>
              <ProductList products={known().products} currency={known().currency} />
            </Show>
            <Show when={known().price_list} fallback={<p class="mt-3 text-[12.5px] text-faint">{say('prices.unheard')}</p>}>
              {list => (
                <p class="mt-3 border-t border-line-soft pt-3 text-[12.5px] text-faint">
                  <code class="font-mono text-muted">{say('prices.version', { version: list().version.slice(0, 8) })}</code>
                  {' · '}
                  {say(list().since === undefined ? 'prices.sitefile' : 'prices.said')}
                </p>
              )}
            </Show>
          </>
        )}
      </Show>
    </Panel>
  )
}

export function PublicPanel(props: { row: MachineRow; class?: string }): JSX.Element {
  const say = useWaterWords()
  return (
    <Panel title={say('public.title')} class={props.class ?? ''}>
      <div class="flex items-center gap-4">
        {/* The hub's own, to print as well: it knows the address that customers reach. */}
        <img class="public-code" src={qualityCodeUrl(props.row.id)} alt={say('public.code', { name: props.row.name })} />
        <div class="grid min-w-0 justify-items-start gap-2.5">
          <p class="text-[13px] text-muted">{say('public.text')}</p>
          <a class="btn btn-sm" href={publicQualityUrl(props.row.id)} target="_blank" rel="noreferrer">
            <ExternalLink size={15} aria-hidden="true" />
            {say('public.open')}
          </a>
        </div>
      </div>
    </Panel>
  )
}

const rowCount = 8

function PourRow(props: { session: SessionView }): JSX.Element {
  const i18n = useI18n()
  const s = () => props.session
  const pour = () => s().pour
  const why = () => (s().outcome_reason === 'done' ? '' : outcomeWord(i18n, s()))
  const came = () => pour()?.delivered_ml ?? undefined
  /** What the water that came costs; the price while nobody knows how much it will be. */
  const charged = () => pour()?.charged ?? s().amount
  return (
    <tr>
      <td class="whitespace-nowrap">
        <A href={`/sessions/${s().id}`} class="link" data-row-link>
          {i18n.format().moment(s().opened_at)}
        </A>
      </td>
      <td class="num tabular">{volumeText(i18n, pour()?.ordered_ml ?? 0)}</td>
      <td class="num tabular text-muted max-sm:hidden">{came() === undefined ? '—' : `${i18n.format().number(came() ?? 0)} ml`}</td>
      <td class="w-full max-w-0">
        <StateWord
          tone={s().state === 'closed' ? 'flow' : stayTone(s().state)}
          word={why() === '' ? stayWord(i18n, s().state) : `${stayWord(i18n, s().state)}: ${why()}`}
          class="w-full text-[13px]"
        />
      </td>
      <td class="num tabular">
        {charged() === null ? '—' : i18n.format().money(charged() ?? 0, s().currency)}
        <Show when={pour()?.paid_by}>
          {by => <span class="block text-[12.5px] text-faint">{i18n.tMaybe(`method.${by()}`, by())}</span>}
        </Show>
      </td>
    </tr>
  )
}

export function LastPours(props: { machineId: string }): JSX.Element {
  const say = useWaterWords()
  const sessions = useQuery(() => ({
    queryKey: ['sessions', 'of', props.machineId],
    queryFn: () => api.sessions({ machine: props.machineId }, undefined, rowCount),
    refetchInterval: 60_000,
  }))
  return (
    <Panel title={say('pours.title')} flush actions={<SeeAll href={`/sessions?machine=${encodeURIComponent(props.machineId)}&open=any`} />}>
      <Loaded query={sessions} skeleton={<SkeletonRows rows={4} height={34} />} compact>
        {data => (
          <Show when={data().items.length > 0} fallback={<Empty icon={GlassWater} title={say('pours.none')} compact />}>
            <table class="table table-edge">
              <thead>
                <tr>
                  <th>{say('pours.at')}</th>
                  <th class="num">{say('pours.ordered')}</th>
                  <th class="num max-sm:hidden">{say('pours.delivered')}</th>
                  <th>{say('pours.result')}</th>
                  <th class="num">{say('pours.charged')}</th>
                </tr>
              </thead>
              <tbody>
                <For each={data().items}>{session => <PourRow session={session} />}</For>
              </tbody>
            </table>
          </Show>
        )}
      </Loaded>
    </Panel>
  )
}
