/** Machines one to a row: where, how they are, which device counts for them, when they are to be looked after. */
import { A } from '@solidjs/router'
import Wrench from 'lucide-solid/icons/wrench'
import Archive from 'lucide-solid/icons/archive'
import { type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { families } from '../../families/registry.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useMaintenanceWords } from '../../site/maintenance-words.ts'
import { SpokenHead } from '../../ui/spoken-head.tsx'
import { VirtualRows } from '../../ui/table-rows.tsx'
import { StateWord } from '../../ui/tone.tsx'
import { machineState } from '../machine-state.ts'
import type { ListedMachine } from './lists.ts'
import { createMachineActs } from './place-acts.tsx'
import { usePremisesWords } from './words.ts'

function State(props: { machine: ListedMachine }): JSX.Element {
  const i18n = useI18n()
  const say = usePremisesWords()
  return (
    <Show
      when={props.machine.row}
      fallback={
        <Show when={props.machine.isRetired} fallback={<span class="text-faint">—</span>}>
          <StateWord tone="stale" icon={Archive} word={say('outlet.retired')} />
        </Show>
      }
    >
      {row => <StateWord {...machineState(i18n, row())} />}
    </Show>
  )
}

/** When it is due; a dash where nobody planned anything. */
export function DueBadge(props: { of: ListedMachine['due'] }): JSX.Element {
  const i18n = useI18n()
  const say = useMaintenanceWords()
  return (
    <Show when={props.of} fallback={<span class="text-faint">—</span>}>
      {due => <StateWord tone={due().tone} icon={Wrench} word={say(due().key, { count: i18n.format().number(due().count) })} />}
    </Show>
  )
}

function Device(props: { machine: ListedMachine }): JSX.Element {
  const say = usePremisesWords()
  const device = () => props.machine.row?.live?.treatment?.device?.device_id
  /** Of these a device on MQTT counts. */
  const wantsOne = () => props.machine.view.family === 'ozone' && props.machine.view.added === true && !props.machine.isRetired
  return (
    <Show when={device()} fallback={<span class="text-faint">{wantsOne() ? say('machine.noDevice') : '—'}</span>}>
      {id => (
        <A href={`/ozone/devices/${encodeURIComponent(id())}`} class="link font-mono text-[13px]">
          {id()}
        </A>
      )}
    </Show>
  )
}

function Name(props: { machine: ListedMachine; outletName: string | undefined }): JSX.Element {
  const i18n = useI18n()
  const say = usePremisesWords()
  const view = () => props.machine.view
  const path = () => (props.machine.isRetired ? undefined : families[view().family].path?.(view().id))
  const about = () =>
    [
      view().machine_type ?? i18n.t(families[view().family].name),
      props.outletName,
      view().added === true ? undefined : say('machine.siteFile'),
    ]
      .filter(part => part !== undefined)
      .join(' · ')
  return (
    <div class="flex min-w-0 items-center gap-3">
      <span class="grid size-9 shrink-0 place-items-center rounded-[10px] bg-panel-2 text-muted max-sm:hidden">
        <Dynamic component={families[view().family].icon} size={18} aria-hidden="true" />
      </span>
      <div class="min-w-0">
        <Show when={path()} fallback={<span class="font-[560]">{view().name}</span>}>
          {to => (
            <A href={to()} class="link [overflow-wrap:anywhere]" data-row-link>
              {view().name}
            </A>
          )}
        </Show>
        <div class="text-[12.5px] text-muted [overflow-wrap:anywhere]">{about()}</div>
        <div class="mt-1 flex flex-wrap gap-x-4 gap-y-0.5 text-[13px] md:hidden">
          <State machine={props.machine} />
          <Show when={props.machine.due}>{due => <DueBadge of={due()} />}</Show>
        </div>
      </div>
    </div>
  )
}

/** `outletName` is left out where all are of one outlet. */
export function MachineTable(props: { machines: readonly ListedMachine[]; outletName?: (id: string) => string }): JSX.Element {
  const say = usePremisesWords()
  const acts = createMachineActs()
  return (
    <>
      <table class="table table-edge">
        <thead>
          <tr>
            <th>{say('machine.name')}</th>
            <th class="max-md:hidden">{say('machine.state')}</th>
            <th class="max-lg:hidden">{say('machine.device')}</th>
            <th class="max-md:hidden">{say('machine.due')}</th>
            <SpokenHead text={say('act.edit')} />
          </tr>
        </thead>
        <VirtualRows items={props.machines} columns={5}>
          {machine => (
            <tr class={machine.isRetired ? 'text-muted' : ''}>
              <td>
                <Name machine={machine} outletName={props.outletName?.(machine.view.outlet_id)} />
              </td>
              <td class="max-md:hidden">
                <State machine={machine} />
              </td>
              <td class="max-lg:hidden">
                <Device machine={machine} />
              </td>
              <td class="max-md:hidden">
                <DueBadge of={machine.due} />
              </td>
              <td class="w-px text-right">
                <acts.Menu machine={machine} />
              </td>
            </tr>
          )}
        </VirtualRows>
      </table>
      <acts.Dialogs />
    </>
  )
}
