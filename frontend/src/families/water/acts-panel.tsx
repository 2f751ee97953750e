/** A person's hand on a water machine: a test pour, stop, flush, lock and unlock the sale; each asked for once more, with its reason. */
import CircleStop from 'lucide-solid/icons/circle-stop'
import Droplets from 'lucide-solid/icons/droplets'
import Eye from 'lucide-solid/icons/eye'
import GlassWater from 'lucide-solid/icons/glass-water'
import Lock from 'lucide-solid/icons/lock'
import LockOpen from 'lucide-solid/icons/lock-open'
import { createSignal, type JSX, Show } from 'solid-js'
import { useAccount } from '../../site/account.tsx'
import { CommandLifePanel } from '../../site/command-life-panel.tsx'
import { ReasonLine } from '../../site/reason-line.tsx'
import type { MachineRow } from '../../site/site.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Segments } from '../../ui/segments.tsx'
import { waterLifeWords, type WaterOrder, type WaterOrders } from './water-orders.ts'
import { volumeText } from './words/reasons.ts'
import { useWaterWords } from './words/water-words.ts'

type Asked = 'dispense' | 'flush' | 'lock' | 'unlock'

const volumes = ['100', '250', '600', '1500'] as const
const spans = ['10', '30', '60', '120'] as const
const reasons = {
  dispense: ['maintenance', 'customer'],
  flush: ['filter_changed', 'taste', 'maintenance'],
  lock: ['taste', 'maintenance'],
  unlock: ['checked', 'maintenance'],
} as const satisfies Record<Asked, readonly string[]>

/** Whether a person or the interlock keeps the sale locked. */
function isLocked({ live }: MachineRow): boolean {
  return (live?.quality?.interlock ?? 'open') !== 'open' || live?.water?.sale?.reason === 'locked'
}

function AskedAct(props: {
  row: MachineRow
  asked: Asked
  volume: number
  seconds: number
  orders: WaterOrders
  onClose: () => void
}): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const [reason, setReason] = createSignal('')
  const words = () => {
    const about = { name: props.row.name, volume: volumeText(i18n, props.volume), seconds: props.seconds }
    switch (props.asked) {
      case 'dispense':
        return { title: say('act.pourTitle', about), text: say('act.pourText', about), confirm: say('act.pour', about) }
      case 'flush':
        return { title: say('act.flushTitle', about), text: say('act.flushText', about), confirm: say('act.flush') }
      case 'lock':
        return { title: say('act.lockTitle', about), text: say('act.lockText'), confirm: say('act.lock') }
      case 'unlock':
        return { title: say('act.unlockTitle', about), text: say('act.unlockText'), confirm: say('act.unlock') }
    }
  }
  const order = (text: string): WaterOrder => {
    if (props.asked === 'dispense') return { action: 'dispense', volume_ml: props.volume, reason: text }
    return props.asked === 'flush' ? { action: 'flush', seconds: props.seconds, reason: text } : { action: props.asked, reason: text }
  }
  return (
    <Confirm
      open
      onClose={props.onClose}
      {...words()}
      danger={props.asked === 'lock'}
      ready={reason().trim() !== ''}
      run={() => props.orders.send(order(reason().trim()))}
    >
      <ReasonLine
        id="water-reason"
        label={say('act.reason')}
        hint={say('act.reasonHint')}
        value={reason()}
        onInput={setReason}
        offered={reasons[props.asked].map(one => say(`act.reason.${one}`))}
      />
    </Confirm>
  )
}

/** Opens the lock where there is one, else turns it. */
function LockButton(props: { row: MachineRow; onAsk: (act: 'lock' | 'unlock') => void }): JSX.Element {
  const say = useWaterWords()
  return (
    <Show
      when={isLocked(props.row)}
      fallback={
        <button type="button" class="btn btn-lg btn-warn" onClick={() => props.onAsk('lock')}>
          <Lock size={17} aria-hidden="true" />
          <span class="truncate">{say('act.lock')}</span>
        </button>
      }
    >
      <button type="button" class="btn btn-lg" onClick={() => props.onAsk('unlock')}>
        <LockOpen size={17} aria-hidden="true" />
        <span class="truncate">{say('life.act.unlock')}</span>
      </button>
    </Show>
  )
}

function Buttons(props: { row: MachineRow; orders: WaterOrders }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const [asked, setAsked] = createSignal<Asked>()
  const [volume, setVolume] = createSignal<(typeof volumes)[number]>('250')
  const [seconds, setSeconds] = createSignal<(typeof spans)[number]>('30')
  // Water that runs must never wait for a form.
  const stop = () => void props.orders.send({ action: 'stop' }).catch(() => undefined)
  const about = () => ({ row: props.row, orders: props.orders, volume: Number(volume()), seconds: Number(seconds()) })
  return (
    <div class="grid gap-2.5">
      <Show when={props.row.live?.online === false}>
        <p class="note attend">{say('act.offline')}</p>
      </Show>
      <button type="button" class="btn btn-primary btn-xl" disabled={props.orders.busy()} onClick={() => setAsked('dispense')}>
        <GlassWater size={19} aria-hidden="true" />
        {say('act.test')} · {volumeText(i18n, Number(volume()))}
      </button>
      <Segments
        label={say('act.volume')}
        value={volume()}
        onChange={setVolume}
        options={volumes.map(value => ({ value, label: volumeText(i18n, Number(value)) }))}
      />
      <button type="button" class="btn btn-lg btn-stop" onClick={stop}>
        <CircleStop size={18} aria-hidden="true" />
        {say('act.stop')}
      </button>
      <div class="mt-1.5 grid grid-cols-2 gap-2.5 border-t border-line-soft pt-4">
        <button type="button" class="btn btn-lg" disabled={props.orders.busy()} onClick={() => setAsked('flush')}>
          <Droplets size={18} aria-hidden="true" />
          {say('act.flush')}
        </button>
        <LockButton row={props.row} onAsk={setAsked} />
        <div class="col-span-2">
          <Segments
            label={say('act.seconds')}
            value={seconds()}
            onChange={setSeconds}
            options={spans.map(value => ({ value, label: say('act.secondsOf', { seconds: value }) }))}
          />
        </div>
      </div>
      <Show when={asked()} keyed>
        {one => <AskedAct {...about()} asked={one} onClose={() => setAsked(undefined)} />}
      </Show>
    </div>
  )
}

/** The panel; viewers read that they may only look, and how the last command went. */
export function ActsPanel(props: { row: MachineRow; orders: WaterOrders; class?: string }): JSX.Element {
  const say = useWaterWords()
  const account = useAccount()
  return (
    <section class={`panel panel-pad grid grid-cols-[minmax(0,1fr)] gap-5 ${props.class ?? ''}`}>
      <div>
        <h2 class="panel-title mb-3">{say('act.title')}</h2>
        <Show
          when={account.mayOperate()}
          fallback={
            <p class="note stale flex items-center gap-2">
              <Eye size={16} aria-hidden="true" />
              {say('act.viewerOnly')}
            </p>
          }
        >
          <Buttons row={props.row} orders={props.orders} />
        </Show>
      </div>
      <CommandLifePanel story={props.orders.story()} words={waterLifeWords(say)} />
    </section>
  )
}
