/** A pay station as it stands in a lobby; its screen lights up while somebody is served. What is drawn is what it said. */
import type { LanePhase } from '@palang/protocol'
import { type JSX, Show } from 'solid-js'
import '../../ui/gate-scene.css'
import './pay-station-scene.css'

type ScreenState = 'dark' | 'ready' | 'busy' | 'done' | 'refused'

function screenOf(phase: LanePhase | undefined): ScreenState {
  switch (phase) {
    case undefined:
    case 'disabled':
      return 'dark'
    case 'idle':
      return 'ready'
    case 'paid':
      return 'done'
    case 'refused':
      return 'refused'
    default:
      return 'busy'
  }
}

const marks = {
  dark: 'M0 0',
  ready: 'M284 118h32M284 130h20',
  busy: 'M286 124h6M297 124h6M308 124h6',
  done: 'M287 124l9 9 18-19',
  refused: 'M289 113l22 22M311 113l-22 22',
}

export function PayStationScene(props: { phase: LanePhase | undefined; stale: boolean; class?: string }): JSX.Element {
  const screen = () => screenOf(props.phase)
  const isServing = () => screen() === 'busy' || screen() === 'done' || screen() === 'refused'
  return (
    <div class={`scene-box ${props.class ?? ''}`} data-stale={props.stale ? '' : undefined}>
      <svg viewBox="130 20 340 260" preserveAspectRatio="xMidYMax meet" class="gate-scene" role="presentation" aria-hidden="true">
        <path class="scene-ground" d="M-2400 236h5440v600h-5440z" />
        <ellipse cx="300" cy="250" rx="92" ry="9" class="scene-shadow" />
        <rect x="242" y="64" width="116" height="186" rx="12" class="scene-post" />
        <rect x="260" y="92" width="80" height="62" rx="6" class="station-glass" />
        <rect x="260" y="92" width="80" height="62" rx="6" class="station-screen" data-screen={screen()} />
        <path class="station-mark" data-screen={screen()} d={marks[screen()]} />
        <rect x="260" y="170" width="34" height="7" rx="3" class="scene-slot" />
        <rect x="260" y="186" width="34" height="7" rx="3" class="scene-slot" />
        <rect x="308" y="168" width="32" height="28" rx="4" class="scene-slot" />
        <rect x="268" y="214" width="64" height="18" rx="4" class="scene-slot" />
        <Show when={isServing()}>
          <g class="station-person">
            <ellipse cx="404" cy="262" rx="34" ry="6" class="scene-shadow" />
            <circle cx="404" cy="122" r="20" />
            <path d="M372 262v-66q0-44 32-44t32 44v66z" />
          </g>
        </Show>
      </svg>
    </div>
  )
}
