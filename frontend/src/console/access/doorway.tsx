import { type JSX, onMount } from 'solid-js'
import { GateIcon } from '../../ui/gate-icon.tsx'
import { GateScene } from '../../ui/gate-scene.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { useTitle } from '../../ui/panel.tsx'

/** The page before all others: what has to be done here, and the form for it. */
export function Doorway(props: { title: string; lead: string; children: JSX.Element }): JSX.Element {
  const i18n = useI18n()
  useTitle(() => props.title)
  const other = () => (i18n.locale() === 'id' ? 'en' : 'id')
  return (
    <main class="grid min-h-dvh lg:grid-cols-[minmax(0,1.1fr)_minmax(440px,1fr)]">
      <div class="grid max-lg:hidden">
        <GateScene status="open" loop1={false} loop2 beam={false} class="border-r border-line-soft pt-[30vh]" />
      </div>
      <div class="grid grid-rows-[auto_1fr_auto] px-6 py-6">
        <div class="flex justify-end">
          <button type="button" class="btn btn-quiet" onClick={() => void i18n.setLocale(other())} lang={other()}>
            {other() === 'en' ? 'English' : 'Bahasa Indonesia'}
          </button>
        </div>
        <div class="m-auto grid w-full max-w-[360px] gap-7">
          <div class="grid gap-2">
            <span class="brand-mark mb-2 size-11 rounded-xl">
              <GateIcon size={26} aria-hidden="true" />
            </span>
            <h1 class="text-[24px] font-[650] tracking-[-0.02em]">{props.title}</h1>
            <p class="text-muted">{props.lead}</p>
          </div>
          {props.children}
        </div>
      </div>
    </main>
  )
}

/** Puts the cursor where the person types first. */
export function focusFirst(field: () => HTMLElement | undefined): void {
  onMount(() => field()?.focus())
}
