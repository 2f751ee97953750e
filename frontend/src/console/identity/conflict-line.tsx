import type { ConflictView } from '@palang/protocol'
import { A } from '@solidjs/router'
import { type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../../site/account.tsx'
import { useSite } from '../../site/site.tsx'
import { type Tone, ToneIcon } from '../../ui/tone.tsx'
import { actorName } from '../../words/machine-words.ts'
import { useWords } from './words.ts'

const tones: Record<ConflictView['state'], Tone> = { open: 'attend', accepted: 'flow', declined: 'stale', withdrawn: 'stale' }

/** One contradiction with what is proposed, and its acts for whoever may. */
export function ConflictLine(props: { conflict: ConflictView; busy: boolean; onAccept: () => void; onDecline: () => void }): JSX.Element {
  const i18n = useI18n()
  const word = useWords()
  const site = useSite()
  const account = useAccount()
  const c = () => props.conflict
  const proposal = () => {
    const { proposal: proposed, kind } = c()
    const { money, moment } = i18n.format()
    switch (proposed.action) {
      case 'keep_all':
        return word('conflicts.propose.keep_all')
      case 'close_stay':
        return word(kind === 'entered_twice' ? 'conflicts.propose.close_stay' : 'conflicts.propose.left', { time: moment(proposed.at) })
      case 'refund':
      case 'accept_paid':
        return word(`conflicts.propose.${proposed.action}`, {
          paid: money(proposed.paid, proposed.currency),
          price: money(proposed.price, proposed.currency),
          difference: money(Math.abs(proposed.paid - proposed.price), proposed.currency),
        })
    }
  }
  return (
    <li class={`flex flex-wrap items-start gap-x-4 gap-y-3 border-line-soft px-[18px] py-4 not-first:border-t ${tones[c().state]}`}>
      <span class="mt-px grid size-8 shrink-0 place-items-center rounded-[9px] bg-(--s) text-(--c)">
        <ToneIcon tone={tones[c().state]} size={17} />
      </span>
      <div class="min-w-0 flex-1 basis-[260px]">
        <div class="font-[580] [overflow-wrap:anywhere]">{word(`conflicts.kind.${c().kind}`, { subject: c().subject })}</div>
        <p class="mt-0.5">{proposal()}</p>
        <div class="mt-1 flex flex-wrap gap-x-3 text-[13px] text-muted">
          <span>
            {site.nameOf(c().machine_id)} · {i18n.format().moment(c().happened_at)}
          </span>
          <StayLink id={c().session_id} text={word(c().other_session_id === null ? 'conflicts.stay' : 'conflicts.older')} />
          <StayLink id={c().other_session_id} text={word('conflicts.newer')} />
        </div>
        <Decided conflict={c()} />
      </div>
      <Show when={c().state === 'open' && account.mayOperate()}>
        <div class="flex flex-wrap gap-2 max-sm:ml-12">
          <button type="button" class="btn btn-sm" disabled={props.busy} onClick={() => props.onDecline()}>
            {word('conflicts.decline')}
          </button>
          <button type="button" class="btn btn-sm btn-primary" disabled={props.busy} onClick={() => props.onAccept()}>
            {word(c().proposal.action === 'keep_all' ? 'conflicts.note' : 'conflicts.accept')}
          </button>
        </div>
      </Show>
    </li>
  )
}

function StayLink(props: { id: string | null; text: string }): JSX.Element {
  return (
    <Show when={props.id}>
      {id => (
        <A class="link" href={`/sessions/${id()}`}>
          {props.text}
        </A>
      )}
    </Show>
  )
}

/** Who decided, when and why. */
function Decided(props: { conflict: ConflictView }): JSX.Element {
  const i18n = useI18n()
  const word = useWords()
  const text = () => {
    const { state, decided_by: by, decided_at: at } = props.conflict
    return word('conflicts.by', {
      what: word(`conflicts.${state}`),
      who: actorName(by ?? ''),
      time: at === null ? '' : i18n.format().moment(at),
    })
  }
  return (
    <Show when={props.conflict.state !== 'open'}>
      <p class="mt-1 text-[13px] text-muted">
        {text()}
        <Show when={props.conflict.reason}>{reason => <span class="text-text"> — {reason()}</span>}</Show>
      </p>
    </Show>
  )
}
