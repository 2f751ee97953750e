import WifiOff from 'lucide-solid/icons/wifi-off'
import { createEffect, createSignal, type JSX, on, onCleanup, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { toast } from '../../ui/toast.tsx'

/** A link that comes back this soon was not worth a banner. */
const patienceMs = 1_500

/** Says across the page that what it shows is old, while the link to the hub is down. */
export function LinkBanner(): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const [shown, setShown] = createSignal(false)
  createEffect(
    on(
      () => live.state.link,
      link => {
        if (link === 'lost') {
          const timer = setTimeout(() => setShown(true), patienceMs)
          onCleanup(() => clearTimeout(timer))
        } else if (shown()) {
          setShown(false)
          if (link === 'live') toast({ tone: 'flow', title: i18n.t('link.back'), closeLabel: i18n.t('toast.close') })
        }
      },
    ),
  )
  const age = () => {
    const at = live.state.lastFrameAtMs
    return at === undefined ? undefined : i18n.format().age(live.now() - at)
  }
  return (
    <div role="status">
      <Show when={shown()}>
        <div class="linkbar">
          <WifiOff size={17} class="shrink-0" aria-hidden="true" />
          <span>
            {i18n.t('link.banner')}{' '}
            <Show when={age()}>
              {text => (
                <span class="whitespace-nowrap" aria-hidden="true">
                  {i18n.t('link.bannerSince', { age: text() })}
                </span>
              )}
            </Show>
          </span>
        </div>
      </Show>
    </div>
  )
}
