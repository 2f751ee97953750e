/** Taking a text along: to the clipboard, or as a file. */
import Check from 'lucide-solid/icons/check'
import Copy from 'lucide-solid/icons/copy'
import { createSignal, For, type JSX, onCleanup, Show } from 'solid-js'
import { useI18n } from '../i18n/i18n.tsx'

/** How long the button says that it worked. */
const saidMs = 2_500

/** Copies; pages served without TLS have no clipboard of their own, there what `shown` holds is selected and copied. */
async function copyText(text: string, shown: HTMLElement | undefined): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text)
    return true
  } catch {
    const selection = getSelection()
    if (shown === undefined || selection === null) return false
    selection.selectAllChildren(shown)
    return document.execCommand('copy')
  }
}

/** Copies `text`. When the browser refuses, the text in `shown` stays selected for the person to copy. */
export function CopyButton(props: { text: string; shown?: () => HTMLElement | undefined; label?: string; class?: string }): JSX.Element {
  const i18n = useI18n()
  const [copied, setCopied] = createSignal(false)
  let timer: ReturnType<typeof setTimeout> | undefined
  onCleanup(() => clearTimeout(timer))
  const copy = async () => {
    setCopied(await copyText(props.text, props.shown?.()))
    clearTimeout(timer)
    timer = setTimeout(() => setCopied(false), saidMs)
  }
  return (
    <button type="button" class={`btn btn-sm ${props.class ?? ''}`} onClick={() => void copy()}>
      <Show when={copied()} fallback={<Copy size={15} aria-hidden="true" />}>
        <Check size={15} class="text-flow" aria-hidden="true" />
      </Show>
      <span aria-live="polite">{copied() ? i18n.t('action.copied') : (props.label ?? i18n.t('action.copy'))}</span>
    </button>
  )
}

/** A text to be taken along exactly as it stands, with a button to copy it. */
export function Exactly(props: { text: string; large?: boolean }): JSX.Element {
  let shown: HTMLElement | undefined
  // Broken between words only: a hyphen at the end of a line looks like one of the browser's.
  const words = () => props.text.split(' ')
  return (
    <div class="exactly" data-large={props.large === true ? '' : undefined}>
      <code ref={element => (shown = element)}>
        <Show when={words().length > 1} fallback={props.text}>
          <For each={words()}>
            {(word, index) => (
              <>
                {index() === 0 ? '' : ' '}
                <span class="whitespace-nowrap">{word}</span>
              </>
            )}
          </For>
        </Show>
      </code>
      <CopyButton text={props.text} shown={() => shown} class="shrink-0" />
    </div>
  )
}
