/** What stands below the machines of the dashboard: devices that wait, the newest treatments, alarms. */
import type { TreatmentDeviceView } from '@palang/protocol'
import { A } from '@solidjs/router'
import { Key } from '@solid-primitives/keyed'
import Clock from 'lucide-solid/icons/clock'
import ShieldCheck from 'lucide-solid/icons/shield-check'
import Wind from 'lucide-solid/icons/wind'
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { AlarmLines } from '../../site/alarm-lines.tsx'
import { useSite } from '../../site/site.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Panel } from '../../ui/panel.tsx'
import { SeeAll } from '../../ui/see-all.tsx'
import { Badge } from '../../ui/tone.tsx'
import { AssignDialog, useMayAssign } from './assign-dialog.tsx'
import type { EventLine } from './ozone-machine.ts'
import type { OzoneSite } from './ozone-site.ts'
import { SeriesMark } from './treatment-chart.tsx'
import { useOzoneWords } from './words/ozone-words.ts'

const alarmsShown = 6

/** Devices nobody has put at a machine; nothing when there are none. */
export function WaitingDevices(props: { devices: readonly TreatmentDeviceView[] }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const mayAssign = useMayAssign()
  const [assigning, setAssigning] = createSignal<TreatmentDeviceView>()
  return (
    <Show when={props.devices.length > 0}>
      <Panel title={`${say('waiting.title')} (${i18n.format().number(props.devices.length)})`} flush>
        <p class="px-[18px] pb-2 text-muted">{say('waiting.hint')}</p>
        <ul class="m-0 list-none p-0 pb-2">
          <For each={props.devices}>
            {device => (
              <li class="flex flex-wrap items-center gap-x-4 gap-y-1 border-t border-line-soft px-[18px] py-2.5">
                <A href={`/ozone/devices/${encodeURIComponent(device.device_id)}`} class="link font-mono">
                  {device.device_id}
                </A>
                <span class="text-muted">{say('waiting.events', { count: i18n.format().number(device.waiting_events.count) })}</span>
                <Show when={device.last_seen}>
                  {at => <span class="text-[12.5px] text-faint">{say('waiting.last', { moment: i18n.format().moment(at()) })}</span>}
                </Show>
                <Show when={mayAssign()}>
                  <button type="button" class="btn btn-sm ml-auto" onClick={() => setAssigning(device)}>
                    {say('assign.do')}
                  </button>
                </Show>
              </li>
            )}
          </For>
        </ul>
        <Show when={assigning()} keyed>
          {device => <AssignDialog device={device} onClose={() => setAssigning(undefined)} />}
        </Show>
      </Panel>
    </Show>
  )
}

function Phase(props: { line: EventLine }): JSX.Element {
  const say = useOzoneWords()
  switch (props.line.phase) {
    case 'start':
      return <Badge tone="info">{say('phase.start')}</Badge>
    case 'abort':
      return <Badge tone="attend">{say('phase.abort')}</Badge>
    case 'finish':
      return <Badge tone="flow">{say('phase.finish')}</Badge>
    case null:
      return <span class="text-muted">{say('phase.counted')}</span>
  }
}

function SessionLink(props: { id: string | null; text: string }): JSX.Element {
  return (
    <Show when={props.id} fallback={props.text}>
      {id => (
        <A href={`/sessions/${id()}`} class="link" title={props.text}>
          {props.text}
        </A>
      )}
    </Show>
  )
}

function Line(props: { line: EventLine; ofOne: boolean }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const site = useSite()
  const clock = () => props.line.clock
  const doubt = () => clock() === 'corrected' || clock() === 'hub'
  return (
    <tr>
      <td class="whitespace-nowrap text-muted" title={say(`clock.${clock() ?? 'device'}`)}>
        <span class="inline-flex items-center gap-1.5 tabular">
          {i18n.format().moment(props.line.at)}
          <Show when={doubt()}>
            <Clock size={13} role="img" aria-label={say(`clock.${clock() ?? 'device'}`)} />
          </Show>
        </span>
      </td>
      <td>
        <span class="inline-flex items-center gap-2">
          <SeriesMark of={props.line.treatment} />
          <Show when={props.ofOne} fallback={say(props.line.treatment)}>
            <SessionLink id={props.line.sessionId} text={say(props.line.treatment)} />
          </Show>
        </span>
      </td>
      <Show when={!props.ofOne}>
        <td class="w-full max-w-0 min-w-[110px] truncate">
          <Show when={props.line.machineId} fallback={<span class="text-muted">{say('events.unassigned')}</span>}>
            {id => <SessionLink id={props.line.sessionId} text={site.nameOf(id())} />}
          </Show>
        </td>
      </Show>
      <td class="max-lg:hidden">
        <code class="text-[12.5px] text-muted">{props.line.deviceId ?? '—'}</code>
      </td>
      <td class="max-sm:hidden">
        <Phase line={props.line} />
      </td>
    </tr>
  )
}

/** The newest treatments, as they come; `ofOne` machine, which then needs no naming. */
export function TreatmentLines(props: { query: OzoneSite['events']; lines: readonly EventLine[]; ofOne?: boolean }): JSX.Element {
  const say = useOzoneWords()
  return (
    <Panel title={say('events.title')} flush>
      <Loaded query={props.query} skeleton={<SkeletonRows rows={8} />} compact>
        {() => (
          <Show
            when={props.lines.length > 0}
            fallback={<Empty icon={Wind} title={say('events.none')} hint={say('events.noneHint')} compact />}
          >
            <div class="overflow-x-auto pb-1">
              <table class="table table-edge">
                <thead>
                  <tr>
                    <th>{say('events.time')}</th>
                    <th>{say('events.what')}</th>
                    <Show when={props.ofOne !== true}>
                      <th>{say('events.where')}</th>
                    </Show>
                    <th class="max-lg:hidden">{say('events.device')}</th>
                    <th class="max-sm:hidden">{say('events.phase')}</th>
                  </tr>
                </thead>
                <tbody>
                  <Key each={props.lines} by="id">
                    {line => <Line line={line()} ofOne={props.ofOne === true} />}
                  </Key>
                </tbody>
              </table>
            </div>
          </Show>
        )}
      </Loaded>
    </Panel>
  )
}

/** The alarms that stand at treatment machines, gravest first. */
export function OzoneAlarms(): JSX.Element {
  const say = useOzoneWords()
  const site = useSite()
  const alarms = createMemo(() => site.alarms().filter(alarm => site.machine(alarm.machineId)?.view.family === 'ozone'))
  return (
    <Panel title={say('alarms.title')} flush actions={<SeeAll href="/alarms" />}>
      <Show when={alarms().length > 0} fallback={<Empty icon={ShieldCheck} title={say('alarms.none')} compact />}>
        <AlarmLines alarms={alarms().slice(0, alarmsShown)} />
      </Show>
    </Panel>
  )
}
