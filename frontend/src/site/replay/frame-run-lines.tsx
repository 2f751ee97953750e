/** What was on the wires of a machine, closed until somebody wants to see it. */
import type { FrameEntry } from '@palang/protocol'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { usePageWords } from '../../i18n/page-words.ts'
import { useSite } from '../site.tsx'
import { deviceName } from '../../words/machine-words.ts'
import type { FrameRun } from './frame-runs.ts'
import { replayWords } from './replay-words.ts'

export function FrameRunLines(props: { run: FrameRun }): JSX.Element {
  const i18n = useI18n()
  const t = usePageWords(replayWords)
  const [open, setOpen] = createSignal(false)
  const devices = () => [...new Set(props.run.frames.map(({ device }) => deviceName(i18n, device)))].join(', ')
  return (
    <details class="frame-run" onToggle={event => setOpen(event.currentTarget.open)}>
      <summary>
        <span class="font-[570]">{t('frames', { count: props.run.frames.length })}</span>{' '}
        <span class="text-[12.5px] text-faint">{devices()}</span>
      </summary>
      <Show when={open()}>
        <ol class="frame-lines">
          <For each={props.run.frames}>{frame => <FrameLine frame={frame} />}</For>
        </ol>
      </Show>
    </details>
  )
}

function FrameLine(props: { frame: FrameEntry }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const t = usePageWords(replayWords)
  return (
    <li class="frame-line">
      <span class="text-muted">
        {i18n.format().clockMs(props.frame.at)} · {site.nameOf(props.frame.machine_id)} · {deviceName(i18n, props.frame.device)}{' '}
        {t(props.frame.direction)}
      </span>
      <code>{props.frame.text}</code>
      <code class="text-muted">{props.frame.hex.replaceAll(/..(?=.)/g, '$& ')}</code>
    </li>
  )
}
