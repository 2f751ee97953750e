/** The water comes: the vessel chosen fills as the machine tells, and one large button stops it. */
import { createEffect, createSignal, on, onCleanup } from 'solid-js'
import { StopButton } from '../../kiosk/sale/stop.tsx'
import { useSpeech } from '../../kiosk/speech.ts'
import { volumeText } from './kiosk-figures.ts'
import { heardMl, resting, shownMl } from './kiosk-fill.ts'
import type { WaterScreen } from './kiosk-screen.ts'
import { VesselDrawing } from './kiosk-vessel.tsx'
import { useWaterWords } from './kiosk-words/words.ts'
import './kiosk-pour.css'

type Pour = Extract<WaterScreen, { kind: 'pour' }>

export function PourScreen(props: { screen: Pour }) {
  const words = useWaterWords()
  const { say, language } = useSpeech()
  const ml = filling(() => props.screen)
  const figure = () => say().number(Math.floor(ml()))
  return (
    <section class="screen pour" aria-live="off">
      <div class="pour-vessel">
        <VesselDrawing volumeMl={props.screen.volumeMl} ml={ml()} isPouring />
      </div>
      <div class="pour-words">
        <h1>{words().pour.title}</h1>
        <p class="pour-figure" style={{ '--length': String(say().number(props.screen.volumeMl).length) }}>
          <span>
            <strong>{figure()}</strong> ml
          </span>
          <span class="pour-of">{words().pour.of(volumeText(language(), props.screen.volumeMl))}</span>
        </p>
        <progress class="received-bar" max={props.screen.volumeMl} value={ml()} aria-label={words().thanks.came} />
      </div>
      <StopButton hint={words().pour.stopHint} />
    </section>
  )
}

/** Millilitres to draw: those told, gone to smoothly; at once for whoever wants no motion. */
function filling(screen: () => Pour): () => number {
  const still = window.matchMedia('(prefers-reduced-motion: reduce)').matches
  let glide = resting(screen().toldMl, performance.now())
  const [ml, setMl] = createSignal(screen().toldMl)
  let frame = 0
  const draw = () => {
    const now = shownMl(glide, performance.now())
    setMl(now)
    frame = now < glide.toMl ? requestAnimationFrame(draw) : 0
  }
  createEffect(
    on(
      () => screen().sessionId,
      () => (glide = resting(screen().toldMl, performance.now())),
      { defer: true },
    ),
  )
  createEffect(
    on(
      () => screen().toldMl,
      told => {
        if (still) return setMl(told)
        glide = heardMl(glide, told, performance.now())
        if (frame === 0) draw()
        return told
      },
      { defer: true },
    ),
  )
  onCleanup(() => cancelAnimationFrame(frame))
  return ml
}
