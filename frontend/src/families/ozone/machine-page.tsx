/** One treatment machine: what it does, what the day brought, its device now and before, its last treatments, its maintenance. */
import { A, useParams } from '@solidjs/router'
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import ChartColumn from 'lucide-solid/icons/chart-column'
import SearchX from 'lucide-solid/icons/search-x'
import { createMemo, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { api } from '../../api/endpoints.ts'
import { ozoneApi } from '../../api/ozone-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { afterBurst } from '../../live/after-burst.ts'
import { useLive } from '../../live/live.tsx'
import { AlarmLines } from '../../site/alarm-lines.tsx'
import { ConditionPanel } from '../../site/condition-panel.tsx'
import { DevicesPanel } from '../../site/devices-panel.tsx'
import { machineAbout } from '../../site/machine-about.ts'
import { MaintenancePanel } from '../../site/maintenance-panel.tsx'
import { type MachineRow, useSite } from '../../site/site.tsx'
import { Empty, Failed, SkeletonRows } from '../../ui/condition.tsx'
import { Figure } from '../../ui/figure.tsx'
import { PageHead, Panel } from '../../ui/panel.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { SeeAll } from '../../ui/see-all.tsx'
import { chartsHref } from './asked.ts'
import { TreatmentLines } from './dashboard-panels.tsx'
import { MachineDevices } from './machine-devices.tsx'
import { MachineNow } from './machine-now.tsx'
import { stateOf } from './machine-state.ts'
import { OrdersPanel } from './orders-panel.tsx'
import { eventLines } from './ozone-machine.ts'
import { TodayFigures } from './today-figures.tsx'
import { useOzoneWords } from './words/ozone-words.ts'
import './ozone.css'

const linesShown = 15
const readEveryMs = 60_000
/** Treatments come in bursts; figures are read again once one is over. */
const settleMs = 1_500

/** The day of one machine, and its newest treatments. */
function createDay(machineId: string) {
  const [i18n, live, client] = [useI18n(), useLive(), useQueryClient()]
  const day = createMemo(() => i18n.format().isoDay(live.now()))
  const key = ['ozone', 'machine', machineId]
  const today = useQuery(() => ({
    queryKey: [...key, 'today', day()],
    queryFn: () => ozoneApi.analytics({ from: day(), to: day(), group: 'day', machine_id: machineId }),
    refetchInterval: readEveryMs,
  }))
  const events = useQuery(() => ({
    queryKey: [...key, 'events'],
    queryFn: () => ozoneApi.events({ limit: linesShown, machine_id: machineId }),
    refetchInterval: readEveryMs,
  }))
  const heard = () => live.state.treatments.filter(one => one.machineId === machineId)
  afterBurst(
    () => heard()[0]?.event.event_id,
    settleMs,
    () => void client.invalidateQueries({ queryKey: key }),
  )
  return { today, events, lines: createMemo(() => eventLines(dataOf(events)?.items ?? [], heard(), linesShown)) }
}

function Today(props: { day: ReturnType<typeof createDay> }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const totals = () => dataOf(props.day.today)?.totals
  const shown = (figure: (sums: NonNullable<ReturnType<typeof totals>>) => string) => {
    const found = totals()
    return found === undefined ? '—' : figure(found)
  }
  const number = (value: number) => i18n.format().number(value)
  return (
    <section class="grid grid-cols-4 gap-[14px] max-lg:grid-cols-2" aria-label={say('today.treatments')}>
      <TodayFigures query={props.day.today} />
      <Figure
        word={say('charts.running')}
        below={shown(({ total, run_seconds: seconds }) =>
          total === 0 ? '' : say('charts.perTreatment', { minutes: i18n.format().minutes(seconds / 60 / total) }),
        )}
      >
        {shown(sums => i18n.format().minutes(sums.run_seconds / 60))}
      </Figure>
      <Figure
        word={say('charts.aborted')}
        below={shown(sums => `Basic ${sums.BASIC} · Standard ${sums.STANDARD} · Premium ${sums.PREMIUM}`)}
      >
        {shown(sums => number(sums.aborted))}
      </Figure>
    </section>
  )
}

function About(props: { row: MachineRow; class?: string }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const outlets = useQuery(() => ({ queryKey: ['outlets'], queryFn: api.outlets, staleTime: 300_000 }))
  const view = () => props.row.view
  const day = (date: string | null | undefined) => (date === null || date === undefined ? '—' : i18n.format().day(`${date}T12:00:00Z`))
  return (
    <Panel
      title={say('machine.about')}
      class={props.class ?? ''}
      actions={
        <A href={`/machines?q=${encodeURIComponent(props.row.id)}`} class="link text-[13px]">
          {say('machine.edit')}
        </A>
      }
    >
      <Pairs
        rows={[
          [say('machine.outlet'), dataOf(outlets)?.items.find(({ id }) => id === view().outlet_id)?.name ?? view().outlet_id],
          [say('machine.type'), view().machine_type ?? '—'],
          [say('machine.installed'), day(view().installed_date)],
          [say('machine.origin'), say(view().added === true ? 'machine.added' : 'machine.ofSiteFile')],
        ]}
      />
    </Panel>
  )
}

function Machine(props: { row: MachineRow }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const live = useLive()
  const { id } = props.row
  const day = createDay(id)
  const machine = createMemo(() => ({ row: props.row, state: stateOf(props.row) }))
  /** It has no controller: a device on MQTT counts for it. */
  const isOnMqtt = () => props.row.view.added === true
  return (
    <div class="grid gap-5">
      <PageHead title={props.row.name}>
        <span class="text-[13px] text-muted">{machineAbout(i18n, props.row, live.now())}</span>
        <A href={chartsHref({ scope: 'machine', id, period: 'week' })} class="btn ml-auto max-sm:ml-0">
          <ChartColumn size={17} aria-hidden="true" />
          {say('machine.charts')}
        </A>
      </PageHead>
      <Today day={day} />
      <div class="grid grid-cols-[minmax(0,1fr)] items-start gap-[18px] lg:grid-cols-[minmax(0,1.7fr)_minmax(340px,1fr)]">
        <div class="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-[18px] max-lg:contents">
          <MachineNow machine={machine()} class="max-lg:order-1" />
          <div class="min-w-0 max-lg:order-5">
            <TreatmentLines query={day.events} lines={day.lines()} ofOne />
          </div>
        </div>
        <div class="grid min-w-0 grid-cols-[minmax(0,1fr)] gap-[18px] max-lg:contents">
          <OrdersPanel row={props.row} class="max-lg:order-3" />
          <Show when={props.row.alarms.length > 0}>
            <Panel title={say('machine.alarms')} flush actions={<SeeAll href="/alarms" />} class="max-lg:order-2">
              <AlarmLines alarms={props.row.alarms} />
            </Panel>
          </Show>
          <Show when={isOnMqtt()}>
            <MachineDevices machineId={id} class="max-lg:order-4" />
          </Show>
          <MaintenancePanel machineId={id} name={props.row.name} countsTreatments class="max-lg:order-6" />
          <About row={props.row} class="max-lg:order-7" />
          <Show when={!isOnMqtt()}>
            <ConditionPanel row={props.row} class="max-lg:order-8" />
            <DevicesPanel row={props.row} class="max-lg:order-9" />
          </Show>
        </div>
      </div>
    </div>
  )
}

export default function OzoneMachinePage(): JSX.Element {
  const say = useOzoneWords()
  const site = useSite()
  const params = useParams<{ id: string }>()
  const found = createMemo(() => {
    const row = site.machine(decodeURIComponent(params.id))
    return row?.view.family === 'ozone' ? row : undefined
  })
  return (
    <Show
      when={found()?.id}
      keyed
      fallback={
        <>
          <PageHead title={say('list.title')} />
          <section class="panel">
            <Show
              when={site.machines()}
              fallback={
                <Show when={site.problem()} fallback={<SkeletonRows rows={9} />}>
                  {error => <Failed error={error()} retry={() => site.reload()} />}
                </Show>
              }
            >
              <Empty icon={SearchX} title={say('machine.unknown')} hint={params.id}>
                <A href="/ozone" class="btn">
                  {say('machine.all')}
                </A>
              </Empty>
            </Show>
          </section>
        </>
      }
    >
      <Show when={found()}>{row => <Machine row={row()} />}</Show>
    </Show>
  )
}
