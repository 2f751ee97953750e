import { createSignal, type JSX, lazy, Show, Suspense } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../account.tsx'

const PersonMenu = lazy(() => import('./person-menu.tsx'))

/** `Siti Rahma` → `SR`, `admin` → `AD`. */
export function initials(name: string): string {
  const words = name.trim().split(/\s+/)
  const letters = words.length > 1 ? `${words[0]?.[0] ?? ''}${words.at(-1)?.[0] ?? ''}` : name.trim().slice(0, 2)
  return letters.toUpperCase()
}

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
