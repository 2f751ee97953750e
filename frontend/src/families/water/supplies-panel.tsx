/** Tank, filter and lamp: what is left, until when, and that it was renewed. */
import type { ConsumableView } from '@palang/protocol'
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import Container from 'lucide-solid/icons/container'
import Filter from 'lucide-solid/icons/funnel'
import SunMedium from 'lucide-solid/icons/sun-medium'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { waterApi } from '../../api/water-endpoints.ts'
import { useAccount } from '../../site/account.tsx'
import { type I18n, useI18n } from '../../i18n/i18n.tsx'
import { Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TextField } from '../../ui/text-field.tsx'
import type { Tone } from '../../ui/tone.tsx'
import { numberIn } from '../../ui/number-in.ts'
import type { Say } from './words/reasons.ts'
import { useWaterWords } from './words/water-words.ts'

const icons = { tank: Container, filter: Filter, uv: SunMedium }

/** Less than this part left wants a look before it is due. */
const lowPart = 0.15

function toneOf({ due, left, capacity }: ConsumableView): Tone {
  return due ? 'stop' : left / capacity < lowPart ? 'attend' : 'flow'
}

function amountText(i18n: I18n, say: Say, supply: ConsumableView, amount: number): string {
  return say(`supply.unit.${supply.unit}`, { amount: i18n.format().number(Math.round(amount)) })
}

function Supply(props: { supply: ConsumableView; onRenew: () => void }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const account = useAccount()
  const s = () => props.supply
  const part = () => Math.min(1, Math.max(0, s().left / s().capacity))
  const forecast = () => {
    if (s().due) return say('supply.due')
    const { empty_at: at } = s()
    return at === null ? say('supply.noPace') : say('supply.emptyAt', { day: i18n.format().day(at) })
  }
  return (
    <li class={`supply ${toneOf(s())}`}>
      <div class="flex min-h-9 items-center gap-2.5">
        <Dynamic component={icons[s().kind]} size={18} class="shrink-0 text-muted" aria-hidden="true" />
        <b class="font-[580]">{say(`supply.${s().kind}`)}</b>
        <span class="tabular ml-auto truncate text-[13px] text-muted">
          {say('supply.left', { left: amountText(i18n, say, s(), s().left), capacity: amountText(i18n, say, s(), s().capacity) })}
        </span>
      </div>
      <div class="supply-bar" aria-hidden="true">
        <i style={{ width: `${part() * 100}%` }} />
      </div>
      <div class="flex min-h-9 items-center gap-3">
        <span class={`min-w-0 flex-1 text-[12.5px] ${toneOf(s()) === 'flow' ? 'text-faint' : 'text-(--c)'}`}>
          {forecast()} · {say('supply.since', { day: i18n.format().day(s().since) })}
        </span>
        <Show when={account.mayOperate()}>
          <button
            type="button"
            class="btn btn-sm shrink-0"
            aria-label={say('supply.renewOf', { what: say(`supply.${s().kind}`) })}
            onClick={() => props.onRenew()}
          >
            {say('supply.renew')}
          </button>
        </Show>
      </div>
    </li>
  )
}

function RenewDialog(props: { supply: ConsumableView; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const client = useQueryClient()
  const [left, setLeft] = createSignal('')
  const value = () => numberIn(left(), 0, props.supply.capacity)
  const isBad = () => left().trim() !== '' && value() === undefined
  return (
    <Confirm
      open
      onClose={props.onClose}
      title={say(`supply.renewTitle.${props.supply.kind}`)}
      text={say('supply.renewText')}
      confirm={say('supply.renewDo')}
      ready={!isBad()}
      run={async () => {
        const amount = value()
        await waterApi.renew(props.supply.machine_id, { kind: props.supply.kind, ...(amount === undefined ? {} : { left: amount }) })
        await client.invalidateQueries({ queryKey: ['water', 'consumables'] })
      }}
    >
      <TextField
        id="supply-left"
        label={say('supply.renewLeft', { unit: props.supply.unit })}
        value={left()}
        onInput={setLeft}
        maxlength={12}
        inputmode="numeric"
        invalid={isBad()}
        hint={isBad() ? say('supply.badLeft', { capacity: i18n.format().number(props.supply.capacity) }) : undefined}
      />
    </Confirm>
  )
}

export function SuppliesPanel(props: { machineId: string; class?: string }): JSX.Element {
  const say = useWaterWords()
  const [renewing, setRenewing] = createSignal<ConsumableView>()
  const all = useQuery(() => ({ queryKey: ['water', 'consumables'], queryFn: waterApi.consumables, refetchInterval: 60_000 }))
  return (
    <Panel title={say('supplies.title')} class={props.class ?? ''}>
      <Loaded query={all} skeleton={<SkeletonRows rows={3} height={34} />} compact>
        {data => {
          const own = () => data().items.filter(item => item.machine_id === props.machineId)
          return (
            <Show when={own().length > 0} fallback={<p class="text-[13px] text-faint">{say('supplies.none')}</p>}>
              <ul class="m-0 -my-1.5 list-none p-0">
                <For each={own()}>{supply => <Supply supply={supply} onRenew={() => setRenewing(supply)} />}</For>
              </ul>
            </Show>
          )
        }}
      </Loaded>
      <Show when={renewing()} keyed>
        {supply => <RenewDialog supply={supply} onClose={() => setRenewing(undefined)} />}
      </Show>
    </Panel>
  )
}
