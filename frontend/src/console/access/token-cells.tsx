/** What every table of tokens shows: last use and end. */
import type { TokenView } from '@palang/protocol'
import { type JSX, Match, Show, Switch } from 'solid-js'
import { actorName } from '../../words/machine-words.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { StateWord } from '../../ui/tone.tsx'
import { expiryOf } from './token-list.ts'

export function LastUsed(props: { token: TokenView }): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  return (
    <Show when={props.token.last_used_at} fallback={<span class="text-faint">{i18n.t('tokens.neverUsed')}</span>}>
      {at => (
        <span title={i18n.format().full(at())}>{i18n.t('tokens.ago', { age: i18n.format().age(live.now() - Date.parse(at())) })}</span>
      )}
    </Show>
  )
}

export function Expires(props: { token: TokenView }): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const expiry = () => expiryOf(props.token, live.now())
  const soon = () => {
    const found = expiry()
    return found.kind === 'soon' ? found : undefined
  }
  return (
    <Switch fallback={<span>{i18n.format().day(props.token.expires_at ?? '')}</span>}>
      <Match when={expiry().kind === 'never'}>
        <span class="text-faint">{i18n.t('tokens.never')}</span>
      </Match>
      <Match when={expiry().kind === 'over'}>
        <StateWord tone="stop" word={i18n.t('tokens.over')} />
      </Match>
      <Match when={soon()}>
        {found => (
          <StateWord tone="attend" word={found().days === 1 ? i18n.t('tokens.lastDay') : i18n.t('tokens.days', { days: found().days })} />
        )}
      </Match>
    </Switch>
  )
}

/** Who made it, and when. */
export function Made(props: { token: TokenView }): JSX.Element {
  const i18n = useI18n()
  return (
    <div class="text-[13px] text-faint [overflow-wrap:anywhere]">
      {i18n.t('tokens.made', { who: actorName(props.token.created_by), day: i18n.format().day(props.token.created_at) })}
    </div>
  )
}
