/** Going through a time line entry by entry: by itself, or by hand. */
import Pause from 'lucide-solid/icons/pause'
import Play from 'lucide-solid/icons/play'
import { createEffect, createSignal, type JSX, on, onCleanup, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { usePageWords } from '../../i18n/page-words.ts'
import { pauseBetween } from './replay-pace.ts'
import { replayWords } from './replay-words.ts'

/** `at` is the place of the entry shown last; it stays with the caller. */
export function ReplayBar(props: { entries: readonly { at: string }[]; at: number; onAt: (at: number) => void }): JSX.Element {
  const i18n = useI18n()
  const t = usePageWords(replayWords)
  const [playing, setPlaying] = createSignal(false)
  const last = () => Math.max(0, props.entries.length - 1)
  const now = () => props.entries[props.at]
  const clockText = () => {
    const entry = now()
    return entry === undefined ? '' : i18n.format().clock(entry.at)
  }
  createEffect(
    on([playing, () => props.at], () => {
      const [here, next] = [now(), props.entries[props.at + 1]]
      if (!playing()) return
      if (here === undefined || next === undefined) return void setPlaying(false)
      const timer = setTimeout(() => props.onAt(props.at + 1), pauseBetween(here.at, next.at))
      onCleanup(() => clearTimeout(timer))
    }),
  )
  const toggle = () => {
    if (!playing() && props.at >= last()) props.onAt(0)
    setPlaying(!playing())
  }
  return (
    <div class="replay-bar no-print">
      <button type="button" class="btn" onClick={toggle}>
        <Show when={playing()} fallback={<Play size={17} aria-hidden="true" />}>
          <Pause size={17} aria-hidden="true" />
        </Show>
        {t(playing() ? 'pause' : 'play')}
      </button>
      <input
        type="range"
        class="replay-range"
        min="0"
        max={last()}
        value={props.at}
        aria-label={t('where')}
        aria-valuetext={t('step', { at: props.at + 1, count: props.entries.length })}
        onInput={event => {
          setPlaying(false)
          props.onAt(Number(event.currentTarget.value))
        }}
      />
      <span class="tabular text-[13px] text-muted">{clockText()}</span>
    </div>
  )
}
