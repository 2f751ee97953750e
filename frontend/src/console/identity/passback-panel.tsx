/** The anti-passback rule of the site, and forgetting where cards are. */
import { useQuery, useQueryClient } from '@tanstack/solid-query'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { identityApi } from '../../api/identity-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../../site/account.tsx'
import { Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { toast } from '../../ui/toast.tsx'
import { actorName } from '../../words/machine-words.ts'
import { useWords } from './words.ts'

type Reset = 'card' | 'all'

const resetsShown = 5

export function PassbackPanel(): JSX.Element {
  const word = useWords()
  const account = useAccount()
  const [asked, setAsked] = createSignal<Reset>()
  const query = useQuery(() => ({ queryKey: ['passback'], queryFn: identityApi.passback }))
  return (
    <Panel title={word('passback.title')} class="mt-4">
      <Loaded query={query} skeleton={<SkeletonRows rows={2} />}>
        {data => (
          <div class="grid gap-3">
            <p>
              {data().rule.mode === 'timed'
                ? word('passback.timed', { minutes: minutesOf(data().rule) })
                : word(data().rule.mode === 'soft' ? 'passback.soft' : 'passback.hard')}
            </p>
            <LastResets resets={data().resets.slice(0, resetsShown)} />
            <Show when={account.mayOperate()}>
              <div class="flex flex-wrap gap-2.5">
                <button type="button" class="btn" onClick={() => setAsked('card')}>
                  {word('passback.reset')}
                </button>
                <button type="button" class="btn" onClick={() => setAsked('all')}>
                  {word('passback.resetAll')}
                </button>
              </div>
            </Show>
          </div>
        )}
      </Loaded>
      <ResetDialog asked={asked()} onClose={() => setAsked(undefined)} />
    </Panel>
  )
}

type Passback = Awaited<ReturnType<typeof identityApi.passback>>

function minutesOf(rule: Passback['rule']): number {
  return rule.mode === 'timed' ? rule.minutes : 0
}

function LastResets(props: { resets: Passback['resets'] }): JSX.Element {
  const i18n = useI18n()
  const word = useWords()
  return (
    <Show when={props.resets.length > 0} fallback={<p class="text-[13px] text-muted">{word('passback.never')}</p>}>
      <div>
        <h3 class="text-[13px] font-[540] text-muted">{word('passback.last')}</h3>
        <ul class="m-0 mt-1 grid list-none gap-1 p-0 text-[13px]">
          <For each={props.resets}>
            {reset => (
              <li class="text-muted">
                <b class="font-[580] text-text">{reset.card_id ?? word('passback.all')}</b> · {i18n.format().moment(reset.at)} ·{' '}
                {actorName(reset.actor)} — <span class="text-text">{reset.reason}</span>
              </li>
            )}
          </For>
        </ul>
      </div>
    </Show>
  )
}

function ResetDialog(props: { asked: Reset | undefined; onClose: () => void }): JSX.Element {
  const word = useWords()
  const i18n = useI18n()
  const client = useQueryClient()
  const [card, setCard] = createSignal('')
  const [reason, setReason] = createSignal('')
  const run = async () => {
    await identityApi.resetPassback(props.asked === 'card' ? card().trim() : undefined, reason().trim())
    setCard('')
    setReason('')
    toast({ tone: 'flow', title: word('passback.done'), closeLabel: i18n.t('toast.close') })
    await client.invalidateQueries({ queryKey: ['passback'] })
  }
  return (
    <Confirm
      open={props.asked !== undefined}
      onClose={props.onClose}
      title={word(props.asked === 'all' ? 'passback.resetAllTitle' : 'passback.resetTitle')}
      text={word('passback.resetText')}
      confirm={word(props.asked === 'all' ? 'passback.resetAll' : 'passback.reset')}
      danger={props.asked === 'all'}
      ready={reason().trim() !== '' && (props.asked === 'all' || card().trim() !== '')}
      run={run}
    >
      <Show when={props.asked === 'card'}>
        <TextField id="reset-card" label={word('passback.card')} value={card()} maxlength={64} onInput={setCard} />
      </Show>
      <TextField id="reset-reason" label={word('conflicts.reason')} value={reason()} maxlength={200} onInput={setReason} />
    </Confirm>
  )
}
