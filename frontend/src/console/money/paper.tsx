/** What stands on paper only: whose page it is, when it was printed, and where somebody signs. */
import { For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { useAccount } from '../../site/account.tsx'
import { useSite } from '../../site/site.tsx'
import { actorName } from '../../words/machine-words.ts'

/** The outlet, and below it `line`: the period of a report. */
export function PaperHead(props: { line?: string }): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const site = useSite()
  const account = useAccount()
  const who = () => account.info()?.user?.name ?? actorName(account.info()?.actor ?? '')
  return (
    <div class="paper-only paper-head">
      <div>
        <strong>{site.outletName()}</strong>
        <Show when={props.line}>{line => <div>{line()}</div>}</Show>
      </div>
      <div>{i18n.t('reports.printed', { time: i18n.format().full(live.now()), who: who() })}</div>
    </div>
  )
}

/** Lines to sign on. */
export function PaperFoot(props: { signatures: readonly string[] }): JSX.Element {
  return (
    <div class="paper-only paper-foot">
      <For each={props.signatures}>{name => <div>{name}</div>}</For>
    </div>
  )
}
