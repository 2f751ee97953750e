/** Short news that needs no answer. Read aloud by screen readers, dismissed by time, swipe or key. */
import * as Toast from '@kobalte/core/toast'
import X from 'lucide-solid/icons/x'
import { type JSX, Show } from 'solid-js'
import { Portal } from 'solid-js/web'
import { useI18n } from '../i18n/i18n.tsx'
import { type Tone, ToneIcon } from './tone.tsx'

/** Shows a toast; bad news stays longer. */
export function toast(news: { tone: Tone; title: string; detail?: string | undefined; closeLabel: string }): void {
  Toast.toaster.show(item => (
    <Toast.Root toastId={item.toastId} class={`toast ${news.tone}`} duration={news.tone === 'flow' ? 5_000 : 10_000}>
      <ToneIcon tone={news.tone} size={18} />
      <div class="min-w-0">
        <Toast.Title class="font-[580]">{news.title}</Toast.Title>
        <Show when={news.detail}>
          <Toast.Description class="mt-0.5 text-[13px] text-muted">{news.detail}</Toast.Description>
        </Show>
      </div>
      <Toast.CloseButton class="btn btn-quiet btn-icon btn-sm -my-1.5 -mr-1" aria-label={news.closeLabel}>
        <X size={16} aria-hidden="true" />
      </Toast.CloseButton>
    </Toast.Root>
  ))
}

/** Where toasts appear; once per page. */
export function ToastRegion(): JSX.Element {
  const i18n = useI18n()
  return (
    <Portal>
      <Toast.Region limit={4} aria-label={i18n.t('toast.region')}>
        <Toast.List class="toasts" />
      </Toast.Region>
    </Portal>
  )
}
