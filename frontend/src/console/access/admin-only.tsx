import Lock from 'lucide-solid/icons/lock'
import { type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { Empty } from '../../ui/condition.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { useAccount } from '../account.tsx'

/** A page for administrators; others who followed an address are told so, and nothing is read for them. */
export function AdminOnly(props: { title: string; children: JSX.Element }): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  return (
    <Show
      when={account.mayAdmit()}
      fallback={
        <>
          <PageHead title={props.title} />
          <section class="panel">
            <Empty icon={Lock} title={i18n.t('problem.forbidden')} hint={i18n.t('access.adminOnly')} />
          </section>
        </>
      }
    >
      {props.children}
    </Show>
  )
}
