/** Every treatment device on MQTT: those that wait for a machine first, then those that are silent. */
import type { TreatmentDeviceView } from '@palang/protocol'
import { A, useSearchParams } from '@solidjs/router'
import Cpu from 'lucide-solid/icons/cpu'
import Plus from 'lucide-solid/icons/plus'
import SearchX from 'lucide-solid/icons/search-x'
import { createMemo, createSignal, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useSite } from '../../site/site.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { SearchField } from '../../ui/search-field.tsx'
import { Segments } from '../../ui/segments.tsx'
import { VirtualRows } from '../../ui/table-rows.tsx'
import { Badge } from '../../ui/tone.tsx'
import { AssignDialog, useMayAssign } from './assign-dialog.tsx'
import { CountsOf, DeviceParts, DeviceStateWord, useDevices } from './device-parts.tsx'
import { type DeviceState, deviceStateOf, offsetText } from './device-words.ts'
import { EnterDeviceDialog } from './enter-device.tsx'
import { useOzoneWords } from './words/ozone-words.ts'
import './ozone.css'

const states = ['waiting', 'silent', 'online', 'retired'] as const satisfies readonly DeviceState[]
const columns = 9

function Row(props: { device: TreatmentDeviceView; onAssign: (device: TreatmentDeviceView) => void }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const site = useSite()
  const mayAssign = useMayAssign()
  const d = () => props.device
  const seen = () => d().last_seen
  return (
    <tr>
      <td>
        <A href={`/ozone/devices/${encodeURIComponent(d().device_id)}`} class="link font-mono text-[13px]" data-row-link>
          {d().device_id}
        </A>
        <div class="text-[12.5px] text-muted">{d().machine_id === null ? say('events.unassigned') : site.nameOf(d().machine_id)}</div>
        <div class="sm:hidden">
          <DeviceStateWord device={d()} />
        </div>
      </td>
      <td class="max-sm:hidden">
        <DeviceStateWord device={d()} />
      </td>
      <td class="max-sm:hidden">
        <DeviceParts of={d()} />
      </td>
      <td class="text-muted max-xl:hidden">{d().firmware ?? '—'}</td>
      <td class="whitespace-nowrap text-muted max-lg:hidden">
        {seen() === null ? say('devices.never') : i18n.format().moment(seen() ?? '')}
      </td>
      <td class="whitespace-nowrap text-muted max-xl:hidden">{offsetText(i18n, say, d().clock_offset_ms)}</td>
      <td class="num max-lg:hidden">
        <CountsOf device={d()} />
      </td>
      <td class="num max-sm:hidden">
        <Show when={d().open_gaps > 0} fallback={<span class="text-faint">—</span>}>
          <Badge tone="attend">{i18n.format().number(d().open_gaps)}</Badge>
        </Show>
      </td>
      <td class="text-right">
        <Show when={d().state === 'waiting' && mayAssign()}>
          <button type="button" class="btn btn-sm" onClick={() => props.onAssign(d())}>
            {say('assign.do')}
          </button>
        </Show>
      </td>
    </tr>
  )
}

function Devices(props: { devices: readonly TreatmentDeviceView[] }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const site = useSite()
  const [params, setParams] = useSearchParams<Record<string, string | undefined>>()
  const [assigning, setAssigning] = createSignal<TreatmentDeviceView>()
  const filter = () => states.find(state => state === params['show']) ?? 'all'
  const text = () => params['q'] ?? ''
  const change = (part: Record<string, string>) => setParams(part, { replace: true })
  const sorted = createMemo(() =>
    props.devices.toSorted(
      (a, b) => states.indexOf(deviceStateOf(a)) - states.indexOf(deviceStateOf(b)) || a.device_id.localeCompare(b.device_id),
    ),
  )
  const shown = createMemo(() => {
    const wanted = text().trim().toLowerCase()
    return sorted()
      .filter(device => (filter() === 'all' ? device.state !== 'retired' : deviceStateOf(device) === filter()))
      .filter(device => `${device.device_id} ${site.nameOf(device.machine_id)}`.toLowerCase().includes(wanted))
  })
  const chips = () => [
    { value: 'all' as const, label: say('devices.all') },
    ...states
      .map(state => ({ state, count: props.devices.filter(device => deviceStateOf(device) === state).length }))
      .filter(({ state, count }) => count > 0 || state === filter())
      .map(({ state, count }) => ({ value: state, label: say(`devices.${state}`), note: i18n.format().number(count) })),
  ]
  return (
    <div class="grid gap-4">
      <div class="flex flex-wrap items-center gap-x-3 gap-y-2.5">
        <Segments<DeviceState | 'all'>
          chips
          label={say('devices.filter')}
          value={filter()}
          options={chips()}
          onChange={show => change({ show })}
        />
        <SearchField
          class="ml-auto min-h-9 w-[230px] max-md:ml-0 max-md:w-full"
          label={say('devices.find')}
          text={text()}
          onText={q => change({ q })}
        />
      </div>
      <Show when={shown().length > 0} fallback={<Empty icon={SearchX} title={say('list.noMatch')} hint={say('list.noMatchHint')} />}>
        <section class="panel">
          <table class="table table-edge">
            <Head />
            <VirtualRows items={shown()} columns={columns}>
              {device => <Row device={device} onAssign={setAssigning} />}
            </VirtualRows>
          </table>
        </section>
      </Show>
      <Show when={assigning()} keyed>
        {device => <AssignDialog device={device} onClose={() => setAssigning(undefined)} />}
      </Show>
    </div>
  )
}

function Head(): JSX.Element {
  const say = useOzoneWords()
  return (
    <thead>
      <tr>
        <th>{say('events.device')}</th>
        <th class="max-sm:hidden">{say('devices.state')}</th>
        <th class="max-sm:hidden">{say('devices.health')}</th>
        <th class="max-xl:hidden">{say('devices.firmware')}</th>
        <th class="max-lg:hidden">{say('charts.lastSeen')}</th>
        <th class="max-xl:hidden">{say('devices.offset')}</th>
        <th class="num max-lg:hidden" title="Basic / Standard / Premium">
          {say('devices.counts')}
        </th>
        <th class="num max-sm:hidden">{say('devices.gaps')}</th>
        <th>
          <span class="sr-only">{say('assign.do')}</span>
        </th>
      </tr>
    </thead>
  )
}

export default function OzoneDevicesPage(): JSX.Element {
  const say = useOzoneWords()
  const devices = useDevices()
  const mayEnter = useMayAssign()
  const [entering, setEntering] = createSignal(false)
  return (
    <div class="grid gap-5">
      <PageHead title={say('devices.title')}>
        <Show when={mayEnter()}>
          <button type="button" class="btn btn-primary ml-auto" onClick={() => setEntering(true)}>
            <Plus size={17} aria-hidden="true" />
            {say('enter.do')}
          </button>
        </Show>
      </PageHead>
      <Loaded
        query={devices}
        skeleton={
          <section class="panel">
            <SkeletonRows rows={9} />
          </section>
        }
      >
        {data => (
          <Show when={data().length > 0} fallback={<Empty icon={Cpu} title={say('devices.none')} hint={say('devices.noneHint')} />}>
            <Devices devices={data()} />
          </Show>
        )}
      </Loaded>
      <Show when={entering()}>
        <EnterDeviceDialog onClose={() => setEntering(false)} />
      </Show>
    </div>
  )
}
