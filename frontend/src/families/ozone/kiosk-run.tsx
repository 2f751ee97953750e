/** The treatment runs: what is left of it, as the board counts, and one large button that stops it. */
import { createMemo } from 'solid-js'
import { StopButton } from '../../kiosk/sale/stop.tsx'
import { createCountdown, leftText } from '../../ui/countdown.ts'
import { Dial } from './kiosk-dial.tsx'
import type { OzoneScreen } from './kiosk-screen.ts'
import { lengthText } from './kiosk-time.ts'
import { useOzoneWords } from './kiosk-words/words.ts'
import './kiosk-run.css'

type Run = Extract<OzoneScreen, { kind: 'run' }>

export function RunScreen(props: { screen: Run }) {
  const words = useOzoneWords()
  const leftMs = counting(() => props.screen)
  return (
    <section class="screen treating" aria-live="off">
      <div class="treating-dial">
        <Dial share={leftMs() / (props.screen.plannedS * 1_000)}>
          <strong class="treating-left">{leftText(leftMs())}</strong>
          <span>{words().run.left}</span>
        </Dial>
      </div>
      <div class="treating-words">
        <h1>{words().run.title}</h1>
        <p class="treating-what">
          {words().name[props.screen.treatment]}, {lengthText(props.screen.plannedS, words())}
        </p>
        <p class="lead">{words().run.keepShut}</p>
      </div>
      <StopButton hint={words().run.stopHint} />
    </section>
  )
}

/** Milliseconds left: from each word of the machine on the seconds are counted here until its next one. */
function counting(screen: () => Run): () => number {
  const endMs = createMemo(() => Date.now() + screen().remainingS * 1_000)
  return createCountdown(endMs)
}
