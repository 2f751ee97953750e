/** One treatment device: how it is, where it was, where its counters and its events do not agree, what it told. */
import type { CounterBreakView, TreatmentDeviceDetail } from '@palang/protocol'
import { A, useParams } from '@solidjs/router'
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import ShieldCheck from 'lucide-solid/icons/shield-check'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { ozoneApi } from '../../api/ozone-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../../site/account.tsx'
import { useSite } from '../../site/site.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { PageHead, Panel } from '../../ui/panel.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { Badge } from '../../ui/tone.tsx'
import { actorName } from '../../words/machine-words.ts'
import { AssignDialog, useMayAssign } from './assign-dialog.tsx'
import { CloseGapDialog } from './close-gap.tsx'
import { TreatmentLines } from './dashboard-panels.tsx'
import { CountsOf, DeviceParts, DeviceStateWord } from './device-parts.tsx'
import { offsetText } from './device-words.ts'
import { OrdersPanel } from './orders-panel.tsx'
import { eventLines } from './ozone-machine.ts'
import { useOzoneWords } from './words/ozone-words.ts'
import './ozone.css'

const eventsShown = 20

function Acts(props: { device: TreatmentDeviceDetail }): JSX.Element {
  const say = useOzoneWords()
  const account = useAccount()
  const client = useQueryClient()
  const mayAssign = useMayAssign()
  const [asked, setAsked] = createSignal<'assign' | 'release' | 'retire'>()
  const close = () => setAsked(undefined)
  const act = async (sent: Promise<unknown>) => {
    await sent
    await client.invalidateQueries({ queryKey: ['ozone'] })
  }
  return (
    <div class="ml-auto flex flex-wrap gap-2.5">
      <Show when={mayAssign()}>
        <button type="button" class="btn btn-primary" onClick={() => setAsked('assign')}>
          {say(props.device.state === 'assigned' ? 'assign.move' : 'assign.do')}
        </button>
        <Show when={props.device.state === 'assigned'}>
          <button type="button" class="btn" onClick={() => setAsked('release')}>
            {say('release.do')}
          </button>
        </Show>
      </Show>
      <Show when={account.mayConfigure() && props.device.state !== 'retired'}>
        <button type="button" class="btn" onClick={() => setAsked('retire')}>
          {say('retire.do')}
        </button>
      </Show>
      <Show when={asked() === 'assign'}>
        <AssignDialog device={props.device} onClose={close} />
      </Show>
      <Confirm
        open={asked() === 'release'}
        onClose={close}
        title={say('release.title')}
        text={say('release.text')}
        confirm={say('release.do')}
        run={() => act(ozoneApi.release(props.device.device_id))}
      />
      <Confirm
        open={asked() === 'retire'}
        onClose={close}
        title={say('retire.title')}
        text={say('retire.text')}
        confirm={say('retire.do')}
        danger
        run={() => act(ozoneApi.retire(props.device.device_id))}
      />
    </div>
  )
}

function Status(props: { device: TreatmentDeviceDetail }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const site = useSite()
  const d = () => props.device
  const moment = (at: string | null) => (at === null ? '—' : i18n.format().moment(at))
  return (
    <Panel title={say('device.status')}>
      <div class="mb-3 flex flex-wrap items-center justify-between gap-3">
        <DeviceStateWord device={d()} />
        <DeviceParts of={d()} />
      </div>
      <Pairs
        rows={[
          [say('events.where'), d().machine_id === null ? say('events.unassigned') : site.nameOf(d().machine_id)],
          [say('devices.since'), moment(d().assigned_date)],
          [say('charts.lastSeen'), d().last_seen === null ? say('devices.never') : moment(d().last_seen)],
          [say('devices.offset'), offsetText(i18n, say, d().clock_offset_ms)],
          [say('devices.firmware'), d().firmware ?? '—'],
          [say('devices.uptime'), d().uptime_s === null ? '—' : i18n.format().minutes((d().uptime_s ?? 0) / 60)],
          [say('devices.queued'), d().queued === null ? '—' : i18n.format().number(d().queued ?? 0)],
        ]}
      />
      <div class="mt-1.5 flex justify-between gap-6 border-t border-line-soft pt-2">
        <span class="text-muted">{say('devices.counts')} (Basic / Standard / Premium)</span>
        <CountsOf device={d()} />
      </div>
    </Panel>
  )
}

function History(props: { device: TreatmentDeviceDetail }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const site = useSite()
  return (
    <Panel title={say('device.history')}>
      <Show when={props.device.history.length > 0} fallback={<p class="text-muted">{say('device.historyNone')}</p>}>
        <ul class="m-0 list-none p-0">
          <For each={props.device.history}>
            {place => (
              <li class="grid gap-0.5 border-line-soft py-2 not-first:border-t">
                <b class="font-[560]">{site.nameOf(place.machine_id)}</b>
                <span class="text-[13px] text-muted">
                  {say('device.until', {
                    from: i18n.format().moment(place.from),
                    until: place.until === null ? say('device.now') : i18n.format().moment(place.until),
                  })}
                </span>
                <span class="text-[12.5px] text-faint">
                  {[actorName(place.by), place.reason].filter(part => part !== null).join(' · ')}
                </span>
              </li>
            )}
          </For>
        </ul>
      </Show>
    </Panel>
  )
}

function Break(props: { found: CounterBreakView; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const b = () => props.found
  const mayClose = useMayAssign()
  const number = (value: number) => i18n.format().number(value)
  return (
    <li class="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 border-line-soft py-2.5 not-first:border-t">
      <div class="grid gap-0.5">
        <span>
          {b().kind === 'reset' ? say('device.reset') : say('device.gap', { missing: number(b().missing), arrived: number(b().arrived) })}
        </span>
        <span class="text-[12.5px] text-faint">
          {say('device.until', { from: i18n.format().moment(b().from), until: i18n.format().moment(b().to) })}
          <Show when={b().treatment}>{kind => <> · {say(kind())}</>}</Show>
        </span>
      </div>
      <Show when={b().kind === 'gap'}>
        <span class="flex items-center gap-2.5">
          <Badge tone={b().closed_at === null ? 'attend' : 'flow'}>{say(b().closed_at === null ? 'device.open' : 'device.closed')}</Badge>
          <Show when={b().closed_at === null && mayClose()}>
            <button type="button" class="btn btn-sm" onClick={() => props.onClose()}>
              {say('gap.close')}
            </button>
          </Show>
        </span>
      </Show>
    </li>
  )
}

function Breaks(props: { id: string }): JSX.Element {
  const say = useOzoneWords()
  const [closing, setClosing] = createSignal<CounterBreakView>()
  const breaks = useQuery(() => ({ queryKey: ['ozone', 'device', props.id, 'breaks'], queryFn: () => ozoneApi.breaks(props.id) }))
  return (
    <Panel title={say('device.breaks')}>
      <Loaded query={breaks} skeleton={<SkeletonRows rows={3} />} compact>
        {data => (
          <Show
            when={data().items.length > 0}
            fallback={<Empty icon={ShieldCheck} title={say('device.breaksNone')} hint={say('device.breaksNoneHint')} compact />}
          >
            <ul class="m-0 list-none p-0">
              <For each={data().items}>{found => <Break found={found} onClose={() => setClosing(found)} />}</For>
            </ul>
          </Show>
        )}
      </Loaded>
      <Show when={closing()} keyed>
        {found => <CloseGapDialog deviceId={props.id} found={found} onClose={() => setClosing(undefined)} />}
      </Show>
    </Panel>
  )
}

function Events(props: { id: string }): JSX.Element {
  const events = useQuery(() => ({
    queryKey: ['ozone', 'device', props.id, 'events'],
    queryFn: () => ozoneApi.events({ limit: eventsShown, device_id: props.id }),
    refetchInterval: 60_000,
  }))
  return <TreatmentLines query={events} lines={eventLines(dataOf(events)?.items ?? [], [], eventsShown)} />
}

export default function OzoneDevicePage(): JSX.Element {
  const say = useOzoneWords()
  const site = useSite()
  const params = useParams<{ id: string }>()
  const id = () => decodeURIComponent(params.id)
  const device = useQuery(() => ({
    queryKey: ['ozone', 'device', id()],
    queryFn: () => ozoneApi.device(id()),
    refetchInterval: 60_000,
  }))
  return (
    <div class="grid gap-5">
      <PageHead title={id()}>
        <A href="/ozone/devices" class="link text-[13px]">
          {say('devices.title')}
        </A>
        <Show when={dataOf(device)}>{found => <Acts device={found()} />}</Show>
      </PageHead>
      <Loaded
        query={device}
        skeleton={
          <section class="panel">
            <SkeletonRows rows={9} />
          </section>
        }
      >
        {found => (
          <>
            <div class="grid items-start gap-[18px] lg:grid-cols-2">
              <div class="grid gap-[18px]">
                <Status device={found()} />
                <Show when={site.machine(found().machine_id ?? '')?.id} keyed>
                  {id => <Show when={site.machine(id)}>{row => <OrdersPanel row={row()} />}</Show>}
                </Show>
              </div>
              <div class="grid gap-[18px]">
                <History device={found()} />
                <Breaks id={id()} />
              </div>
            </div>
            <Events id={id()} />
          </>
        )}
      </Loaded>
    </div>
  )
}
