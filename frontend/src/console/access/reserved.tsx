import Lock from 'lucide-solid/icons/lock'
import { type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { Empty } from '../../ui/condition.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { type Audience, isFor, useAccount } from '../../site/account.tsx'

/**
 * A page for administrators of all outlets, for whoever sees all outlets, or for whoever may act. Others who followed an
 * address are told so, and nothing is read for them.
 */
export function Reserved(props: { title: string; for: Audience; children: JSX.Element }): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  return (
    <Show
      when={isFor(account, props.for)}
      fallback={
        <>
          <PageHead title={props.title} />
          <section class="panel">
            <Empty icon={Lock} title={i18n.t('problem.forbidden')} hint={i18n.t(`access.only.${props.for}`)} />
          </section>
        </>
      }
    >
      {props.children}
    </Show>
  )
}
