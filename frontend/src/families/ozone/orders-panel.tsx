/** A person's hand on a treatment machine: start a treatment, stop it, set its times; followed until the machine proves it. */
import type { Treatment } from '@palang/protocol'
import CircleStop from 'lucide-solid/icons/circle-stop'
import Eye from 'lucide-solid/icons/eye'
import Play from 'lucide-solid/icons/play'
import SlidersHorizontal from 'lucide-solid/icons/sliders-horizontal'
import { createSignal, For, type JSX, Show } from 'solid-js'
import type { ApiProblem } from '../../api/problem.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../../site/account.tsx'
import { CommandLifePanel } from '../../site/command-life-panel.tsx'
import { ReasonLine } from '../../site/reason-line.tsx'
import type { MachineRow } from '../../site/site.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Segments } from '../../ui/segments.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { commandProblem } from '../../words/stay-words.ts'
import { useMayAssign } from './assign-dialog.tsx'
import { isBad, noTexts, type SettingTexts, settingsOf, treatments } from './treatment-acts.ts'
import { createTreatmentOrders, proverOf, treatmentLifeWords, type TreatmentOrder, type TreatmentOrders } from './treatment-orders.ts'
import { useOzoneWords } from './words/ozone-words.ts'

const fieldLength = 8

interface Asking {
  row: MachineRow
  orders: TreatmentOrders
  onClose: () => void
}

/** Asks once more, with the reason; what the machine refuses is said in its own words. */
function Asked(
  props: Asking & {
    title: string
    text: string
    confirm: string
    reasons: readonly string[]
    order: (reason: string) => TreatmentOrder | undefined
    children?: JSX.Element
  },
): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const [reason, setReason] = createSignal('')
  const order = () => (reason().trim() === '' ? undefined : props.order(reason().trim()))
  const refusal = ({ command }: ApiProblem) => {
    const error = command?.error
    return error === null || error === undefined ? undefined : commandProblem(i18n, error)
  }
  return (
    <Confirm
      open
      onClose={props.onClose}
      title={props.title}
      text={props.text}
      confirm={props.confirm}
      ready={order() !== undefined}
      words={refusal}
      run={async () => {
        const given = order()
        if (given !== undefined) await props.orders.send(given)
      }}
    >
      {props.children}
      <ReasonLine
        id="treatment-reason"
        label={say('order.reason')}
        hint={say('order.reasonHint')}
        value={reason()}
        onInput={setReason}
        offered={props.reasons}
      />
    </Confirm>
  )
}

function StartDialog(props: Asking & { treatment: Treatment }): JSX.Element {
  const say = useOzoneWords()
  const about = () => ({ name: props.row.name, treatment: say(props.treatment) })
  return (
    <Asked
      {...props}
      title={say('order.startTitle', about())}
      text={say('order.startText')}
      confirm={say('order.start')}
      reasons={[say('order.reason.desk'), say('order.reason.again'), say('order.reason.trial')]}
      order={reason => ({ action: 'start', treatment: props.treatment, reason })}
    />
  )
}

/** What each field is called, and what the machine goes by now where it says so. */
function useSettingFields(row: () => MachineRow) {
  const i18n = useI18n()
  const say = useOzoneWords()
  const inForce = () => row().live?.treatment?.settings
  const now = (value: number | undefined, words: (value: number) => string) =>
    value === undefined ? undefined : say('settings.now', { value: words(value) })
  const inMinutes = (value: number) => i18n.format().minutes(value)
  return () =>
    [
      ...treatments.map(key => ({
        key,
        label: say('settings.minutes', { treatment: say(key) }),
        hint: now(inForce()?.minutes[key], inMinutes),
      })),
      { key: 'longest', label: say('settings.longest'), hint: now(inForce()?.max_run_s, value => inMinutes(value / 60)) },
      { key: 'rest', label: say('settings.rest'), hint: now(inForce()?.cool_down_s, value => say('settings.seconds', { seconds: value })) },
    ] satisfies { key: keyof SettingTexts; label: string; hint: string | undefined }[]
}

function SettingsDialog(props: Asking): JSX.Element {
  const say = useOzoneWords()
  const [texts, setTexts] = createSignal(noTexts)
  const fields = useSettingFields(() => props.row)
  return (
    <Asked
      {...props}
      title={say('settings.title', { name: props.row.name })}
      text={say('settings.text')}
      confirm={say('settings.send')}
      reasons={[say('settings.reason.shorter'), say('settings.reason.safety')]}
      order={reason => {
        const settings = settingsOf(texts())
        return settings === undefined ? undefined : { action: 'settings', settings, reason }
      }}
    >
      <div class="grid grid-cols-2 items-start gap-3 max-sm:grid-cols-1">
        <For each={fields()}>
          {field => (
            <TextField
              id={`treatment-setting-${field.key}`}
              label={field.label}
              value={texts()[field.key]}
              onInput={text => setTexts({ ...texts(), [field.key]: text })}
              maxlength={fieldLength}
              invalid={isBad(texts(), field.key)}
              hint={isBad(texts(), field.key) ? say(field.key === 'rest' ? 'settings.badSeconds' : 'settings.badMinutes') : field.hint}
            />
          )}
        </For>
      </div>
    </Asked>
  )
}

function Buttons(props: { row: MachineRow; orders: TreatmentOrders }): JSX.Element {
  const say = useOzoneWords()
  const maySet = useMayAssign()
  const [asked, setAsked] = createSignal<'start' | 'settings'>()
  const [treatment, setTreatment] = createSignal<Treatment>('BASIC')
  const close = () => setAsked(undefined)
  // What harms people must never wait for a form.
  const stop = () => void props.orders.send({ action: 'stop' }).catch(() => undefined)
  return (
    <div class="grid gap-2.5">
      <Show when={props.row.live?.online === false}>
        <p class="note attend">{say('order.offline')}</p>
      </Show>
      <Segments
        label={say('events.what')}
        value={treatment()}
        onChange={setTreatment}
        options={treatments.map(value => ({ value, label: say(value) }))}
      />
      <button type="button" class="btn btn-primary btn-xl" disabled={props.orders.busy()} onClick={() => setAsked('start')}>
        <Play size={19} aria-hidden="true" />
        {say('order.startOf', { treatment: say(treatment()) })}
      </button>
      <button type="button" class="btn btn-lg btn-stop" onClick={stop}>
        <CircleStop size={18} aria-hidden="true" />
        {say('order.stop')}
      </button>
      <Show when={maySet()}>
        <button type="button" class="btn btn-lg" disabled={props.orders.busy()} onClick={() => setAsked('settings')}>
          <SlidersHorizontal size={17} aria-hidden="true" />
          {say('settings.open')}
        </button>
      </Show>
      <Show when={asked() === 'start'}>
        <StartDialog row={props.row} orders={props.orders} treatment={treatment()} onClose={close} />
      </Show>
      <Show when={asked() === 'settings'}>
        <SettingsDialog row={props.row} orders={props.orders} onClose={close} />
      </Show>
    </div>
  )
}

/** The panel of one machine; viewers read that they may only look, and how the last command went. */
export function OrdersPanel(props: { row: MachineRow; class?: string }): JSX.Element {
  const say = useOzoneWords()
  const account = useAccount()
  const orders = createTreatmentOrders(() => props.row)
  return (
    <section class={`panel panel-pad grid grid-cols-[minmax(0,1fr)] gap-5 ${props.class ?? ''}`}>
      <div>
        <h2 class="panel-title mb-3">{say('order.title')}</h2>
        <Show
          when={account.mayOperate()}
          fallback={
            <p class="note stale flex items-center gap-2">
              <Eye size={16} aria-hidden="true" />
              {say('order.viewerOnly')}
            </p>
          }
        >
          <Buttons row={props.row} orders={orders} />
        </Show>
      </div>
      <CommandLifePanel story={orders.story()} words={treatmentLifeWords(say, proverOf(props.row))} />
    </section>
  )
}
