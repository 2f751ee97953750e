/** The operator's hand on the barrier: how long, close, stop, and why. */
import CircleStop from 'lucide-solid/icons/circle-stop'
import Eye from 'lucide-solid/icons/eye'
import LoaderCircle from 'lucide-solid/icons/loader-circle'
import { type JSX, Show } from 'solid-js'
import { useAccount } from '../../site/account.tsx'
import type { MachineRow } from '../../site/site.tsx'
import { ReasonFields } from '../../site/reason-fields.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { Segments } from '../../ui/segments.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { type Acts, createActs, type Hold } from './control-acts.ts'
import type { GateOrders } from './gate-orders.ts'

function Buttons(props: { acts: Acts; busy: boolean; cannot: readonly ('close' | 'stop')[] }): JSX.Element {
  const i18n = useI18n()
  const hold = () => props.acts.hold()
  return (
    <div class="grid grid-cols-2 gap-2.5">
      <button type="button" class="btn btn-primary btn-xl col-span-2" disabled={props.busy} onClick={() => props.acts.open()}>
        <Show when={props.busy}>
          <LoaderCircle size={18} class="animate-spin" aria-hidden="true" />
        </Show>
        {hold() === 'hold' ? i18n.t('gate.openHold') : i18n.t('gate.openFor', { seconds: hold() })}
      </button>
      <div class="col-span-2">
        <Segments<Hold>
          label={i18n.t('gate.howLong')}
          value={hold()}
          onChange={props.acts.setHold}
          options={[
            { value: '5', label: '5' },
            { value: '10', label: '10' },
            { value: '30', label: '30' },
            { value: '60', label: '60' },
            { value: 'hold', label: i18n.t('gate.hold') },
          ]}
        />
      </div>
      <Show when={!props.cannot.includes('close')}>
        <button type="button" class="btn btn-lg" disabled={props.busy} onClick={() => props.acts.close()}>
          {i18n.t('gate.close')}
        </button>
      </Show>
      <Show when={!props.cannot.includes('stop')}>
        <button type="button" class="btn btn-lg btn-warn" onClick={() => props.acts.stop()}>
          <CircleStop size={18} aria-hidden="true" />
          {i18n.t('gate.stop')}
        </button>
      </Show>
    </div>
  )
}

/** The panel; for viewers it says that they may only look. */
export function ControlPanel(props: { row: MachineRow; orders: GateOrders }): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const acts = createActs(props.orders)
  return (
    <div>
      <h2 class="panel-title mb-3">{i18n.t('gate.control')}</h2>
      <Show
        when={account.mayOperate()}
        fallback={
          <p class="note stale flex items-center gap-2">
            <Eye size={16} aria-hidden="true" />
            {i18n.t('gate.viewerOnly')}
          </p>
        }
      >
        <div class="grid gap-2.5">
          <Show when={props.row.live?.online === false}>
            <p class="note attend">{i18n.t('gate.offlineControl')}</p>
          </Show>
          <Buttons acts={acts} busy={props.orders.busy()} cannot={props.row.live?.gate?.cannot ?? []} />
          <ReasonFields reason={acts.reason} missing={acts.missing()} />
        </div>
        <Confirm
          open={acts.asking()}
          onClose={() => acts.setAsking(false)}
          title={i18n.t('gate.holdTitle', { gate: props.row.name })}
          text={i18n.t('gate.holdText')}
          confirm={i18n.t('gate.holdConfirm')}
          danger
          run={() => acts.holdOpen()}
        />
      </Show>
    </div>
  )
}
