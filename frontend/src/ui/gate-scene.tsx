/**
 * A gate as the driver sees it: lane, loops, beam, boom, and a vehicle where a loop says there is one. Everything drawn
 * is what the sensors said; nothing moves by itself.
 */
import type { GateStatus } from '@palang/protocol'
import { type JSX, Show } from 'solid-js'
import './gate-scene.css'

/** Boom angle in degrees: 0 lies across the lane. In between while it moves or nobody knows. */
const boomAngle: Record<GateStatus, number> = { closed: 0, opening: 80, open: 80, closing: 0, fault: 24, unknown: 42 }

export interface SceneProps {
  status: GateStatus
  loop1: boolean | undefined
  loop2: boolean | undefined
  beam: boolean | undefined
  /** Greys everything: what is drawn is old. */
  stale?: boolean
  /** Read aloud; without it the drawing is decoration. */
  label?: string
  class?: string
}

function Lane(): JSX.Element {
  return (
    <>
      <path class="scene-ground" d="M-2400 128h5440v600h-5440z" />
      <path class="scene-road" d="M287 128h26l460 600H-173z" />
      <path class="scene-kerb" d="M287 128L-173 728M313 128l460 600" />
    </>
  )
}

/** A pad in the road between two depths; brighter while a vehicle stands on it. */
function Loop(props: { near: boolean; on: boolean | undefined }): JSX.Element {
  const path = () => (props.near ? 'M229 252h142l30 42H199z' : 'M262 176h76l14 22H248z')
  return (
    <path class="scene-loop" data-on={props.on === true ? '' : undefined} data-dark={props.on === undefined ? '' : undefined} d={path()} />
  )
}

/** Where the loops say there is a vehicle: one long enough for both is one vehicle, under the boom. */
type CarPlace = 'near' | 'middle' | 'far'

const carAt: Record<CarPlace, string> = {
  near: 'translate(300 300)',
  middle: 'translate(300 246) scale(0.76)',
  far: 'translate(300 194) scale(0.52)',
}

/** A car from behind. */
function Car(props: { at: CarPlace }): JSX.Element {
  return (
    <g class="scene-car" transform={carAt[props.at]}>
      <ellipse cx="0" cy="0" rx="86" ry="7" class="scene-shadow" />
      <rect x="-68" y="-22" width="26" height="24" rx="6" class="scene-tyre" />
      <rect x="42" y="-22" width="26" height="24" rx="6" class="scene-tyre" />
      <path d="M-50 -52l13-27q3-6 10-6h54q7 0 10 6l13 27z" class="scene-body" />
      <path d="M-40 -54l9-19q2-4 6-4h50q4 0 6 4l9 19z" class="scene-glass" />
      <rect x="-74" y="-55" width="148" height="46" rx="13" class="scene-body" />
      <rect x="-68" y="-46" width="24" height="10" rx="4" class="scene-light" />
      <rect x="44" y="-46" width="24" height="10" rx="4" class="scene-light" />
      <rect x="-22" y="-36" width="44" height="13" rx="3" class="scene-plate" />
    </g>
  )
}

function Boom(props: { status: GateStatus }): JSX.Element {
  return (
    <g class="scene-boom" data-status={props.status} style={{ transform: `rotate(${boomAngle[props.status]}deg)` }}>
      <rect x="206" y="181" width="208" height="10" rx="5" class="scene-arm" />
      <path class="scene-stripes" d="M222 181h20l-8 10h-20zM262 181h20l-8 10h-20zM302 181h20l-8 10h-20zM342 181h20l-8 10h-20z" />
      <rect x="206" y="181" width="208" height="10" rx="5" class="scene-rim" />
    </g>
  )
}

function Posts(props: { status: GateStatus; beam: boolean | undefined }): JSX.Element {
  return (
    <>
      <g class="scene-beam" data-on={props.beam === true ? '' : undefined}>
        <path d="M214 214h176" />
        <rect x="204" y="205" width="9" height="30" rx="3" />
      </g>
      <rect x="396" y="158" width="30" height="80" rx="7" class="scene-post" />
      <rect x="401" y="200" width="20" height="4" rx="2" class="scene-slot" />
      <circle cx="411" cy="186" r="9" class="scene-hub" />
      <rect x="430" y="150" width="20" height="34" rx="7" class="scene-slot" />
      <circle cx="440" cy="167" r="6" class="scene-lamp" data-status={props.status} />
      <path class="scene-mast" d="M440 184v52" />
    </>
  )
}

/** The drawing of one gate. */
export function GateScene(props: SceneProps): JSX.Element {
  return (
    <div class={`scene-box ${props.class ?? ''}`} data-stale={props.stale === true ? '' : undefined}>
      <svg
        viewBox="130 -26 340 346"
        preserveAspectRatio="xMidYMax meet"
        class="gate-scene"
        role={props.label === undefined ? 'presentation' : 'img'}
        aria-label={props.label}
        aria-hidden={props.label === undefined ? 'true' : undefined}
      >
        <Lane />
        <Loop near={false} on={props.loop2} />
        <Loop near on={props.loop1} />
        <Show when={props.loop2 === true && props.loop1 !== true}>
          <Car at="far" />
        </Show>
        <Posts status={props.status} beam={props.beam} />
        <Boom status={props.status} />
        <Show when={props.loop1}>
          <Car at={props.loop2 === true ? 'middle' : 'near'} />
        </Show>
      </svg>
    </div>
  )
}
