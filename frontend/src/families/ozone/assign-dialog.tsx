/** Puts a device at a machine: one that waits, one that moves, or one in place of a broken one. */
import type { TreatmentDeviceView } from '@palang/protocol'
import { useQueryClient } from '@tanstack/solid-query'
import { createSignal, type JSX, Show } from 'solid-js'
import { dataOf } from '../../api/data-of.ts'
import { ozoneApi } from '../../api/ozone-endpoints.ts'
import { useAccount } from '../../site/account.tsx'
import { useSite } from '../../site/site.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { SearchPick } from '../../ui/search-pick.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useDevices, useOzoneMachines } from './device-parts.tsx'
import { useOzoneWords } from './words/ozone-words.ts'

const reasonLength = 200

/** Whether this person may say where devices are. */
export function useMayAssign(): () => boolean {
  const account = useAccount()
  return () => account.info()?.role === 'admin'
}

type Device = Pick<TreatmentDeviceView, 'device_id'> & { machine_id?: string | null }

/** Either of both is given and the other is chosen. Says before it is done what becomes of the statistics. */
export function AssignDialog(props: { onClose: () => void } & ({ device: Device } | { machineId: string })): JSX.Element {
  const say = useOzoneWords()
  const site = useSite()
  const client = useQueryClient()
  const devices = useDevices()
  const machines = useOzoneMachines()
  const [chosen, setChosen] = createSignal<string>()
  const [reason, setReason] = createSignal('')
  const machine = () => ('machineId' in props ? props.machineId : chosen())
  const device = (): Device | undefined => ('device' in props ? props.device : dataOf(devices)?.find(one => one.device_id === chosen()))
  const machineOptions = () =>
    machines()
      .filter(row => row.id !== device()?.machine_id)
      .map(row => ({ value: row.id, label: row.name }))
  /** Those that wait first. */
  const deviceOptions = () =>
    (dataOf(devices) ?? [])
      .filter(({ state, machine_id: at }) => state !== 'retired' && at !== machine())
      .toSorted((a, b) => Number(b.state === 'waiting') - Number(a.state === 'waiting'))
      .map(({ device_id: value, machine_id: at }) => ({
        value,
        label: `${value} · ${at === null ? say('devices.waiting') : site.nameOf(at)}`,
      }))
  const other = () => dataOf(devices)?.find(device => device.state === 'assigned' && device.machine_id === machine())
  return (
    <Confirm
      open
      onClose={props.onClose}
      title={say('device' in props ? 'assign.title' : 'assign.choose')}
      text={
        'device' in props ? say('assign.text', { device: props.device.device_id }) : say('assign.here', { machine: site.nameOf(machine()) })
      }
      confirm={say('assign.do')}
      ready={machine() !== undefined && device() !== undefined}
      run={async () => {
        const why = reason().trim()
        await ozoneApi.assign(device()?.device_id ?? '', { machine_id: machine() ?? '', ...(why === '' ? {} : { reason: why }) })
        await client.invalidateQueries({ queryKey: ['ozone'] })
      }}
    >
      <Show
        when={'device' in props}
        fallback={<SearchPick label={say('assign.device')} value={chosen()} options={deviceOptions()} onChange={setChosen} />}
      >
        <SearchPick label={say('list.find')} value={chosen()} options={machineOptions()} onChange={setChosen} />
      </Show>
      <Show when={other()}>{found => <p class="note attend">{say('assign.swap', { device: found().device_id })}</p>}</Show>
      <Show when={device()?.machine_id}>{id => <p class="note">{say('assign.moved', { machine: site.nameOf(id()) })}</p>}</Show>
      <TextField id="assign-reason" label={say('assign.reason')} value={reason()} onInput={setReason} maxlength={reasonLength} />
    </Confirm>
  )
}
