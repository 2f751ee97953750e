/** Who is told of alarms outside the console, and what became of the last messages. */
import type { AlertChannel, AlertDeliveryView, AlertRecipientList, AlertRecipientView, AlertTestResult } from '@palang/protocol'
import { useQuery } from '@tanstack/solid-query'
import Mail from 'lucide-solid/icons/mail'
import Send from 'lucide-solid/icons/send'
import Webhook from 'lucide-solid/icons/webhook'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { api } from '../api/endpoints.ts'
import { problemText } from '../api/problem.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { useAccount } from '../site/account.tsx'
import { useSite } from '../site/site.tsx'
import { Empty, Loaded, SkeletonRows } from '../ui/condition.tsx'
import { Panel } from '../ui/panel.tsx'
import { Badge, StateWord, type Tone } from '../ui/tone.tsx'
import { alarmText } from '../words/machine-words.ts'

const icons: Record<AlertChannel, typeof Mail> = { email: Mail, webhook: Webhook, telegram: Send }
const stateTones: Record<AlertDeliveryView['state'], Tone> = {
  waiting: 'attend',
  sending: 'info',
  sent: 'flow',
  failed: 'stop',
  unknown: 'attend',
}
const lastShown = 6
const rowClass = 'flex flex-wrap items-center gap-x-4 gap-y-1.5 border-t border-line-soft px-[18px] py-3'

/** For operators of the whole site; others are not shown whom it tells. */
export function AlertRecipients(): JSX.Element {
  const account = useAccount()
  return (
    <Show when={account.mayOperate() && account.seesAll()}>
      <Told />
    </Show>
  )
}

function Told(): JSX.Element {
  const i18n = useI18n()
  const recipients = useQuery(() => ({ queryKey: ['alert-recipients'], queryFn: api.alertRecipients }))
  const deliveries = useQuery(() => ({
    queryKey: ['alert-deliveries'],
    queryFn: () => api.alertDeliveries(lastShown),
    refetchInterval: 30_000,
  }))
  return (
    <Panel title={i18n.t('alerts.title')} flush>
      <Loaded query={recipients} skeleton={<SkeletonRows rows={2} height={40} />} compact>
        {list => (
          <Show
            when={list().items.length > 0}
            fallback={<Empty icon={Mail} title={i18n.t('alerts.none')} hint={i18n.t('alerts.noneHint')} compact />}
          >
            <ul class="m-0 list-none p-0">
              <For each={list().items}>{recipient => <Line recipient={recipient} list={list()} />}</For>
            </ul>
            <h3 class="border-t border-line-soft px-[18px] pt-4 pb-2 text-[13px] font-[580] text-muted">{i18n.t('alerts.recent')}</h3>
            <Loaded query={deliveries} skeleton={<SkeletonRows rows={3} height={24} />} compact>
              {page => (
                <Show
                  when={page().items.length > 0}
                  fallback={<p class="px-[18px] pb-4 text-[13px] text-muted">{i18n.t('alerts.recentNone')}</p>}
                >
                  <ul class="m-0 list-none p-0">
                    <For each={page().items}>{delivery => <Delivery delivery={delivery} />}</For>
                  </ul>
                </Show>
              )}
            </Loaded>
          </Show>
        )}
      </Loaded>
    </Panel>
  )
}

function useTest(recipientId: () => string) {
  const i18n = useI18n()
  const [isBusy, setBusy] = createSignal(false)
  const [outcome, setOutcome] = createSignal<{ tone: Tone; text: string }>()
  const told = ({ failure }: AlertTestResult): { tone: Tone; text: string } =>
    failure === null
      ? { tone: 'flow', text: i18n.t('alerts.outcome.sent') }
      : { tone: 'stop', text: i18n.t(`alerts.outcome.${failure.code}`, { detail: failure.detail }) }
  const run = async () => {
    setBusy(true)
    setOutcome(undefined)
    try {
      setOutcome(told(await api.testAlert(recipientId())))
    } catch (error) {
      setOutcome({ tone: 'stop', text: problemText(i18n, error) })
    } finally {
      setBusy(false)
    }
  }
  return { isBusy, outcome, run }
}

function Line(props: { recipient: AlertRecipientView; list: AlertRecipientList }): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const test = useTest(() => props.recipient.id)
  const about = () => {
    const { id, channel, least, step, quiet } = props.recipient
    const minutes = (step - 1) * props.list.escalate_after_minutes
    return [
      ...(id === channel ? [] : [id]),
      i18n.t(`alerts.channel.${channel}`),
      i18n.t(`alerts.from.${least}`),
      ...(step > 1 ? [i18n.t('alerts.later', { minutes })] : []),
      ...(quiet === null ? [] : [i18n.t('alerts.quiet', { from: quiet.from, to: quiet.to })]),
    ].join(' · ')
  }
  return (
    <li class={rowClass}>
      <span class="grid size-8 shrink-0 place-items-center rounded-[9px] bg-(--s) text-(--c) info">
        <Dynamic component={icons[props.recipient.channel]} size={17} aria-hidden="true" />
      </span>
      <div class="min-w-0 flex-1 basis-[200px]">
        <div class="flex flex-wrap items-center gap-x-2.5">
          <span class="font-[580] break-all">{props.recipient.address}</span>
          <Show when={!props.recipient.ready}>
            <Badge tone="attend">{i18n.t('alerts.notReady')}</Badge>
          </Show>
        </div>
        <div class="text-[13px] text-muted">{about()}</div>
        <div class="text-[13px]" aria-live="polite">
          <Show when={test.outcome()}>{shown => <StateWord tone={shown().tone} word={shown().text} class="mt-1" />}</Show>
        </div>
      </div>
      <Show when={account.mayConfigure()}>
        <button
          type="button"
          class="btn btn-sm max-sm:ml-12"
          aria-label={test.isBusy() ? undefined : i18n.t('alerts.testOf', { name: props.recipient.id })}
          disabled={test.isBusy()}
          onClick={() => void test.run()}
        >
          {i18n.t(test.isBusy() ? 'alerts.testing' : 'alerts.test')}
        </button>
      </Show>
    </li>
  )
}

function Delivery(props: { delivery: AlertDeliveryView }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const row = () => props.delivery
  const times = () => (row().count > 1 ? ` ×${row().count}` : '')
  const name = () => alarmText(i18n, { code: row().code, message: row().code })
  return (
    <li class={`${rowClass} text-[13px]`}>
      <div class="min-w-0 flex-1 basis-[220px]">
        <span>
          {i18n.t(`alerts.event.${row().event}`)}: {name()}
          {times()}
        </span>
        <div class="text-muted">
          {site.nameOf(row().machine_id)} · {row().recipient} · {i18n.format().moment(row().created_at)}
          <Show when={row().last_error}>{error => <> · {i18n.t(`alerts.outcome.${error().code}`, { detail: error().detail })}</>}</Show>
        </div>
      </div>
      <StateWord tone={stateTones[row().state]} word={i18n.t(`alerts.state.${row().state}`)} />
    </li>
  )
}
