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
import { useDevices } from './device-parts.tsx'
import { useOzoneWords } from './words/ozone-words.ts'

const reasonLength = 200

/** Whether this person may say where devices are. */
export function useMayAssign(): () => boolean {
  const account = useAccount()
  return () => account.info()?.role === 'admin'
}

/** Says before it is done what becomes of the statistics. */
export function AssignDialog(props: {
  device: Pick<TreatmentDeviceView, 'device_id'> & { machine_id?: string | null }
  onClose: () => void
}): JSX.Element {
  const say = useOzoneWords()
  const site = useSite()
  const client = useQueryClient()
  const devices = useDevices()
  const [machine, setMachine] = createSignal<string>()
  const [reason, setReason] = createSignal('')
  const options = () =>
    (site.machines() ?? [])
      .filter(row => row.view.family === 'ozone' && row.id !== props.device.machine_id)
      .map(row => ({ value: row.id, label: row.name }))
  const other = () => dataOf(devices)?.find(device => device.state === 'assigned' && device.machine_id === machine())
  return (
    <Confirm
      open
      onClose={props.onClose}
      title={say('assign.title')}
      text={say('assign.text', { device: props.device.device_id })}
      confirm={say('assign.do')}
      ready={machine() !== undefined}
      run={async () => {
        const why = reason().trim()
        await ozoneApi.assign(props.device.device_id, { machine_id: machine() ?? '', ...(why === '' ? {} : { reason: why }) })
        await client.invalidateQueries({ queryKey: ['ozone'] })
      }}
    >
      <SearchPick label={say('list.find')} value={machine()} options={options()} onChange={setMachine} />
      <Show when={other()}>{found => <p class="note attend">{say('assign.swap', { device: found().device_id })}</p>}</Show>
      <Show when={props.device.machine_id}>{id => <p class="note">{say('assign.moved', { machine: site.nameOf(id()) })}</p>}</Show>
      <TextField id="assign-reason" label={say('assign.reason')} value={reason()} onInput={setReason} maxlength={reasonLength} />
    </Confirm>
  )
}
