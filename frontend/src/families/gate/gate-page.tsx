/** One gate: what it sees, how it stands, and the operator's hand on it. */
import { A, useParams } from '@solidjs/router'
import { useQueryClient } from '@tanstack/solid-query'
import SearchX from 'lucide-solid/icons/search-x'
import { createMemo, createSignal, type JSX, Show } from 'solid-js'
import { ExportHour } from '../../site/export-hour.tsx'
import { machineAbout } from '../../site/machine-about.ts'
import { type MachineRow, useSite } from '../../site/site.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { afterBurst } from '../../live/after-burst.ts'
import { useLive } from '../../live/live.tsx'
import { Empty, Failed } from '../../ui/condition.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { Badge } from '../../ui/tone.tsx'
import { BarrierPanel } from './barrier-panel.tsx'
import { CameraView } from './camera-view.tsx'
import { CommandLifePanel } from '../../site/command-life-panel.tsx'
import { ConditionPanel, isObservedOnly } from '../../site/condition-panel.tsx'
import { ControlPanel } from './control-panel.tsx'
import { DevicesPanel } from '../../site/devices-panel.tsx'
import { createGateOrders, gateLifeWords } from './gate-orders.ts'
import { barrierStatus, barrierTone, barrierWord, gateHeadline, isPayStation, laneWord } from './gate-words.ts'
import { LastStays } from './last-stays.tsx'
import { LostPapersPanel } from './lost-papers-panel.tsx'
import { PayStationPanel } from './pay-station-panel.tsx'
import './gate.css'

/** Events come in bursts; the table is read again once they pause. */
const settleMs = 700

function Head(props: { row: MachineRow }): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const status = () => barrierStatus(props.row)
  const stale = () => props.row.isStale
  return (
    <PageHead title={props.row.name}>
      <Show when={!stale()} fallback={<Badge tone="stale">{i18n.t('machine.notHeard')}</Badge>}>
        {/* No tick on what nobody has proven. */}
        <Show when={!isPayStation(props.row)} fallback={<Badge tone={props.row.tone}>{laneWord(i18n, props.row)}</Badge>}>
          <Badge tone={barrierTone(status())} bare={props.row.live?.gate?.position_known === false}>
            {barrierWord(i18n, props.row)}
          </Badge>
        </Show>
      </Show>
      <Show when={props.row.tone === 'stop' || (!stale() && props.row.tone === 'attend')}>
        <Badge tone={props.row.tone}>{gateHeadline(i18n, props.row).word}</Badge>
      </Show>
      <Show
        when={
          !stale() &&
          !isPayStation(props.row) &&
          props.row.tone === 'flow' &&
          props.row.live?.system?.lane?.phase !== 'idle' &&
          laneWord(i18n, props.row) !== i18n.t(`gate.status.${status()}`)
        }
      >
        <span class="text-muted">{laneWord(i18n, props.row)}</span>
      </Show>
      <Show when={isObservedOnly(props.row)}>
        <Badge tone="attend">{i18n.t('gate.observed')}</Badge>
      </Show>
      <span class="text-[13px] text-muted md:ml-auto">{machineAbout(i18n, props.row, live.now())}</span>
      <ExportHour machineId={props.row.id} name={props.row.name} />
    </PageHead>
  )
}

function Gate(props: { row: MachineRow }): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const client = useQueryClient()
  const id = props.row.id
  const orders = createGateOrders(id, () => props.row.name)
  const [stillUrl, setStillUrl] = createSignal<string>()
  const isStation = () => isPayStation(props.row)
  afterBurst(
    () => live.machine(id)?.eventCount,
    settleMs,
    () => void client.invalidateQueries({ queryKey: ['sessions'] }),
  )
  return (
    <>
      <Head row={props.row} />
      <div class="grid grid-cols-[minmax(0,1fr)] items-start gap-[18px] lg:grid-cols-[minmax(0,1.55fr)_minmax(350px,1fr)]">
        <div class="grid min-w-0 gap-[18px] max-lg:contents">
          <Show when={!isStation() || props.row.live?.hardware?.camera !== undefined}>
            <CameraView
              gateId={id}
              gateName={props.row.name}
              stillUrl={stillUrl()}
              onTaken={() => void client.invalidateQueries({ queryKey: ['sessions'] })}
            />
          </Show>
          <Show
            when={!isStation()}
            fallback={
              <>
                <PayStationPanel row={props.row} class="max-lg:order-1" />
                <LostPapersPanel row={props.row} />
              </>
            }
          >
            <BarrierPanel row={props.row} class="max-lg:order-2" />
          </Show>
        </div>
        <div class="grid min-w-0 gap-[18px] max-lg:contents">
          <Show when={!isStation()}>
            <section class="panel panel-pad grid grid-cols-[minmax(0,1fr)] gap-5 max-lg:order-1">
              <ControlPanel row={props.row} orders={orders} />
              <CommandLifePanel story={orders.story()} words={gateLifeWords(i18n)} />
            </section>
          </Show>
          <Show when={!isStation()}>
            <LostPapersPanel row={props.row} />
          </Show>
          <ConditionPanel row={props.row} class="max-lg:order-3" />
          <DevicesPanel row={props.row} class="max-lg:order-4" />
        </div>
      </div>
      <LastStays gateId={id} onStill={setStillUrl} />
    </>
  )
}

/** Camera and controls in grey, where they will be. */
function GateSkeleton(): JSX.Element {
  const i18n = useI18n()
  return (
    <div
      class="grid items-start gap-[18px] lg:grid-cols-[minmax(0,1.55fr)_minmax(350px,1fr)]"
      role="status"
      aria-label={i18n.t('state.loading')}
    >
      <div class="panel p-[18px]">
        <div class="skeleton aspect-video" />
      </div>
      <div class="panel grid gap-3 p-[18px]">
        <div class="skeleton h-[58px]" />
        <div class="skeleton h-9" />
        <div class="skeleton h-12" />
        <div class="skeleton h-10" />
      </div>
    </div>
  )
}

export default function GatePage(): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const params = useParams<{ id: string }>()
  const known = createMemo(() => {
    const row = site.machine(params.id)
    return row?.view.family === 'gate' ? row : undefined
  })
  return (
    <Show
      when={known()?.id}
      keyed
      fallback={
        <>
          <PageHead title={i18n.t('gate.listTitle')} />
          <Show
            when={site.problem() === undefined || site.machines() !== undefined}
            fallback={<Failed error={site.problem()} retry={() => site.reload()} />}
          >
            <Show when={site.machines() !== undefined} fallback={<GateSkeleton />}>
              <Empty icon={SearchX} title={i18n.t('problem.unknown_machine')} hint={params.id}>
                <A href="/gates" class="btn">
                  {i18n.t('gate.listTitle')}
                </A>
              </Empty>
            </Show>
          </Show>
        </>
      }
    >
      <Show when={known()}>{row => <Gate row={row()} />}</Show>
    </Show>
  )
}
