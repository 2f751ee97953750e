/** The device that counts for a machine, those that did before, and putting another in its place. */
import type { MachinePlace, TreatmentDeviceView } from '@palang/protocol'
import { A } from '@solidjs/router'
import { useQuery } from '@tanstack/solid-query'
import Cpu from 'lucide-solid/icons/cpu'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { ozoneApi } from '../../api/ozone-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Panel } from '../../ui/panel.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { actorName } from '../../words/machine-words.ts'
import { AssignDialog, useMayAssign } from './assign-dialog.tsx'
import { CountsOf, DeviceParts, DeviceStateWord, useDevices } from './device-parts.tsx'
import { offsetText } from './device-words.ts'
import { useOzoneWords } from './words/ozone-words.ts'

function DeviceLink(props: { id: string }): JSX.Element {
  return (
    <A href={`/ozone/devices/${encodeURIComponent(props.id)}`} class="link font-mono text-[13.5px] [overflow-wrap:anywhere]">
      {props.id}
    </A>
  )
}

/** Who put it there, and why. */
function By(props: { place: MachinePlace }): JSX.Element {
  return (
    <span class="text-[12.5px] text-faint [overflow-wrap:anywhere]">
      {[actorName(props.place.by), props.place.reason].filter(part => part !== null).join(' · ')}
    </span>
  )
}

function Now(props: { place: MachinePlace; device: TreatmentDeviceView | undefined }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  return (
    <div class="grid gap-2.5">
      <div class="grid gap-0.5">
        <DeviceLink id={props.place.device_id} />
        <span class="text-[13px] text-muted">{say('machine.since', { moment: i18n.format().moment(props.place.from) })}</span>
        <By place={props.place} />
      </div>
      <Show when={props.device}>
        {device => (
          <>
            <div class="flex flex-wrap items-center justify-between gap-3">
              <DeviceStateWord device={device()} />
              <DeviceParts of={device()} />
            </div>
            <div>
              <Pairs
                rows={[
                  [say('devices.firmware'), device().firmware ?? '—'],
                  [say('devices.offset'), offsetText(i18n, say, device().clock_offset_ms)],
                  [say('devices.queued'), device().queued === null ? '—' : i18n.format().number(device().queued ?? 0)],
                ]}
              />
              <div class="mt-1.5 flex justify-between gap-6 border-t border-line-soft pt-2">
                <span class="text-muted" title="Basic / Standard / Premium">
                  {say('devices.counts')}
                </span>
                <CountsOf device={device()} />
              </div>
            </div>
          </>
        )}
      </Show>
    </div>
  )
}

function Before(props: { places: readonly MachinePlace[] }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  return (
    <Show when={props.places.length > 0}>
      <h3 class="mt-4 mb-1 text-[13px] font-[550] text-muted">{say('machine.before')}</h3>
      <ul class="m-0 list-none p-0">
        <For each={props.places}>
          {place => (
            <li class="grid gap-0.5 border-t border-line-soft py-2">
              <DeviceLink id={place.device_id} />
              <span class="text-[13px] text-muted">
                {say('device.until', { from: i18n.format().moment(place.from), until: i18n.format().moment(place.until ?? place.from) })}
              </span>
              <By place={place} />
            </li>
          )}
        </For>
      </ul>
    </Show>
  )
}

/** Of a machine whose treatments are counted by a device on MQTT. */
export function MachineDevices(props: { machineId: string; class?: string }): JSX.Element {
  const say = useOzoneWords()
  const mayAssign = useMayAssign()
  const devices = useDevices()
  const [isAsked, setAsked] = createSignal(false)
  const places = useQuery(() => ({
    queryKey: ['ozone', 'machine', props.machineId, 'devices'],
    queryFn: () => ozoneApi.devicesAt(props.machineId),
    refetchInterval: 60_000,
  }))
  const now = () => dataOf(places)?.items.find(({ until }) => until === null)
  return (
    <Panel title={say('machine.device')} class={props.class ?? ''}>
      <Loaded query={places} skeleton={<SkeletonRows rows={4} />} compact>
        {data => (
          <>
            <Show
              when={now()}
              fallback={<Empty icon={Cpu} title={say('machine.deviceNone')} hint={say('machine.deviceNoneHint')} compact />}
            >
              {place => <Now place={place()} device={dataOf(devices)?.find(one => one.device_id === place().device_id)} />}
            </Show>
            <Show when={mayAssign()}>
              <button type="button" class="btn btn-sm mt-3.5" onClick={() => setAsked(true)}>
                {say(now() === undefined ? 'assign.do' : 'assign.swapDo')}
              </button>
            </Show>
            <Before places={data().items.filter(({ until }) => until !== null)} />
          </>
        )}
      </Loaded>
      <Show when={isAsked()}>
        <AssignDialog machineId={props.machineId} onClose={() => setAsked(false)} />
      </Show>
    </Panel>
  )
}
