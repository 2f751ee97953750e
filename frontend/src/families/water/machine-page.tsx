/** One water machine: its water now and over time, what is sold, what runs out, and a person's hand on it. */
import { A, useParams } from '@solidjs/router'
import { useQueryClient } from '@tanstack/solid-query'
import SearchX from 'lucide-solid/icons/search-x'
import { createMemo, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { afterBurst } from '../../live/after-burst.ts'
import { useLive } from '../../live/live.tsx'
import { ConditionPanel } from '../../site/condition-panel.tsx'
import { DevicesPanel } from '../../site/devices-panel.tsx'
import { machineAbout } from '../../site/machine-about.ts'
import { type MachineRow, useSite } from '../../site/site.tsx'
import { Empty, Failed } from '../../ui/condition.tsx'
import { PageHead, Panel } from '../../ui/panel.tsx'
import { Badge } from '../../ui/tone.tsx'
import { ActsPanel } from './acts-panel.tsx'
import { CalibrationPanel } from './calibration-panel.tsx'
import { ChartPanel } from './chart-panel.tsx'
import { AlarmsPanel, LastPours, PricesPanel, PublicPanel } from './machine-panels.tsx'
import { healthWord, StatusBadge } from './machine-parts.tsx'
import { NowPanel } from './now-panel.tsx'
import { SalePanel } from './sale-panel.tsx'
import { SuppliesPanel } from './supplies-panel.tsx'
import { troubleOf, type WaterMachine } from './water-machine.ts'
import { createWaterOrders } from './water-orders.ts'
import { createWaterSite, type WaterSite } from './water-site.ts'
import { useWaterWords } from './words/water-words.ts'
import './water.css'

/** Events come in bursts; what was sold is read again once they pause. */
const settleMs = 700

function Head(props: { machine: WaterMachine }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const live = useLive()
  const row = () => props.machine.row
  return (
    <PageHead title={row().name}>
      <StatusBadge machine={props.machine} />
      <Show when={!row().isStale}>
        <Badge tone={troubleOf(props.machine)}>{healthWord(say, props.machine)}</Badge>
      </Show>
      <span class="text-[13px] text-muted md:ml-auto">{machineAbout(i18n, row(), live.now())}</span>
    </PageHead>
  )
}

/** Beside one another below the wide column, so that neither column ends long before the other. */
function BelowPours(props: { row: MachineRow }): JSX.Element {
  return (
    <div class="grid min-w-0 grid-cols-[minmax(0,1fr)] items-start gap-[18px] max-lg:contents xl:grid-cols-2">
      <div class="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-[18px] max-lg:contents">
        <PricesPanel row={props.row} class="max-lg:order-8" />
        <PublicPanel row={props.row} class="max-lg:order-9" />
      </div>
      <DevicesPanel row={props.row} class="max-lg:order-11" />
    </div>
  )
}

function Machine(props: { water: WaterSite; machine: WaterMachine }): JSX.Element {
  const live = useLive()
  const site = useSite()
  const client = useQueryClient()
  const { id } = props.machine.row
  const say = useWaterWords()
  const row = () => props.machine.row
  /** It has no controller: what is sold, stocked and ordered is nobody's to show. */
  const postsOnly = () => row().view.posts_only === true
  const orders = createWaterOrders(id, () => row().name)
  afterBurst(
    () => [live.machine(id)?.eventCount, live.machine(id)?.water?.sale?.phase],
    settleMs,
    () => {
      void client.invalidateQueries({ queryKey: ['sessions'] })
      void client.invalidateQueries({ queryKey: ['water', 'report'] })
      void client.invalidateQueries({ queryKey: ['water', 'consumables'] })
    },
  )
  return (
    <>
      <Head machine={props.machine} />
      <div class="grid grid-cols-[minmax(0,1fr)] items-start gap-[18px] lg:grid-cols-[minmax(0,1.7fr)_minmax(340px,1fr)]">
        <div class="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-[18px] max-lg:contents">
          <NowPanel water={props.water} machine={props.machine} class="max-lg:order-1" />
          <div class="min-w-0 max-lg:order-3">
            <ChartPanel machineId={id} />
          </div>
          <Show when={!postsOnly()}>
            <div class="min-w-0 max-lg:order-5">
              <LastPours machineId={id} />
            </div>
            <BelowPours row={row()} />
          </Show>
        </div>
        <div class="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-[18px] max-lg:contents">
          <AlarmsPanel row={row()} class="max-lg:order-1" />
          <Show when={postsOnly()}>
            <Panel title={say('postsOnly.title')} class="max-lg:order-2">
              <p class="text-[13px] text-muted">{say('postsOnly.text')}</p>
            </Panel>
            <PublicPanel row={row()} class="max-lg:order-9" />
          </Show>
          <Show when={!postsOnly()}>
            <SalePanel water={props.water} row={row()} currency={site.currency()} class="max-lg:order-2" />
            <ActsPanel row={row()} orders={orders} class="max-lg:order-4" />
            <SuppliesPanel machineId={id} class="max-lg:order-6" />
            <CalibrationPanel row={row()} class="max-lg:order-7" />
            <ConditionPanel row={row()} class="max-lg:order-10" />
          </Show>
        </div>
      </div>
    </>
  )
}

/** Figures, chart and acts in grey, where they will be. */
function MachineSkeleton(): JSX.Element {
  const i18n = useI18n()
  return (
    <div
      class="grid items-start gap-[18px] lg:grid-cols-[minmax(0,1.7fr)_minmax(340px,1fr)]"
      role="status"
      aria-label={i18n.t('state.loading')}
    >
      <div class="grid gap-[18px]">
        <div class="panel grid grid-cols-2 gap-10 p-[18px]">
          <div class="skeleton h-28" />
          <div class="skeleton h-28" />
        </div>
        <div class="panel p-[18px]">
          <div class="skeleton h-[400px]" />
        </div>
      </div>
      <div class="panel grid gap-3 p-[18px]">
        <div class="skeleton h-16" />
        <div class="skeleton h-[58px]" />
        <div class="skeleton h-12" />
      </div>
    </div>
  )
}

export default function WaterMachinePage(): JSX.Element {
  const say = useWaterWords()
  const site = useSite()
  const params = useParams<{ id: string }>()
  const water = createWaterSite()
  const known = createMemo(() => water.machine(params.id))
  return (
    <Show
      when={known()?.row.id}
      keyed
      fallback={
        <>
          <PageHead title={say('list.title')} />
          <Show
            when={site.problem() === undefined || site.machines() !== undefined}
            fallback={<Failed error={site.problem()} retry={() => site.reload()} />}
          >
            <Show when={site.machines() !== undefined} fallback={<MachineSkeleton />}>
              <Empty icon={SearchX} title={say('page.unknown')} hint={params.id}>
                <A href="/water" class="btn">
                  {say('page.all')}
                </A>
              </Empty>
            </Show>
          </Show>
        </>
      }
    >
      <Show when={known()}>{machine => <Machine water={water} machine={machine()} />}</Show>
    </Show>
  )
}
