import { createSignal, type JSX, lazy, Show, Suspense } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../../site/account.tsx'
import { initials } from '../initials.ts'

const PersonMenu = lazy(() => import('./person-menu.tsx').then(found => ({ default: found.PersonMenu })))

/** The round button of the person; its menu is loaded when it is first wanted. */
export function PersonButton(): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const [wanted, setWanted] = createSignal(false)
  const name = () => account.info()?.user?.name ?? account.info()?.actor ?? ''
  const button = () => (
    <button
      type="button"
      class="person"
      aria-haspopup="menu"
      aria-label={`${initials(name())} · ${i18n.t('top.person')}: ${name()}`}
      onPointerEnter={() => void import('./person-menu.tsx')}
      onClick={() => setWanted(true)}
    >
      {initials(name())}
    </button>
  )
  return (
    <Show when={wanted()} fallback={button()}>
      <Suspense fallback={button()}>
        <PersonMenu />
      </Suspense>
    </Show>
  )
}
