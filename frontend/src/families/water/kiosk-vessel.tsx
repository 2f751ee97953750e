/** A glass or bottle with so much water in it, to scale; the tap above it runs while it is being filled. */
import { createMemo, createUniqueId, Show } from 'solid-js'
import { vesselFor } from './kiosk-vessel-shape.ts'
import './kiosk-vessel.css'

export interface VesselProps {
  volumeMl: number
  /** What stands in it. */
  ml: number
  /** The tap above it is there, and runs. */
  isPouring?: boolean
}

export function VesselDrawing(props: VesselProps) {
  const clip = createUniqueId()
  const vessel = createMemo(() => vesselFor(props.volumeMl))
  const level = () => vessel().levelOf(props.ml)
  const surface = () => vessel().radiusAt(level())
  const pad = () => vessel().height * 0.03
  const above = () => (props.isPouring !== true ? pad() : vessel().height * 0.2)
  const half = () => Math.max(vessel().width / 2, props.isPouring !== true ? 0 : vessel().height * 0.16) + pad()
  const jet = () => vessel().height * 0.017
  return (
    <svg
      class="vessel"
      viewBox={`${-half()} ${-vessel().height - above()} ${2 * half()} ${vessel().height + above() + pad()}`}
      aria-hidden="true"
      preserveAspectRatio="xMidYMax meet"
    >
      <clipPath id={clip}>
        <path d={vessel().outline} />
      </clipPath>
      <path class="vessel-glass" d={vessel().outline} />
      <Show when={props.isPouring}>
        <rect
          class="vessel-jet"
          x={-jet()}
          width={2 * jet()}
          y={-vessel().height - above() * 0.62}
          height={vessel().height + above() * 0.62 - level()}
        />
      </Show>
      <g clip-path={`url(#${clip})`}>
        <rect class="vessel-water" x={-vessel().width} width={2 * vessel().width} y={-level()} height={level()} />
        <Show when={level() > 0}>
          <ellipse class="vessel-surface" cx="0" cy={-level()} rx={surface()} ry={surface() * 0.13} />
        </Show>
        <Show when={props.isPouring === true && level() > 0}>
          <ellipse class="vessel-ripple" cx="0" cy={-level()} rx={surface() * 0.55} ry={surface() * 0.07} />
        </Show>
      </g>
      <path class="vessel-shine" d={shine(vessel())} />
      <Details vessel={vessel()} />
      <path class="vessel-outline" d={vessel().outline} />
      <Show when={props.isPouring}>
        <path class="vessel-tap" d={tapPath(vessel().height, above(), jet())} />
      </Show>
    </svg>
  )
}

type Shape = ReturnType<typeof vesselFor>

/** Light on the left side of the body. */
function shine({ height, radiusAt }: Shape): string {
  const [low, high] = [height * 0.14, height * 0.46]
  return `M${-radiusAt(low) * 0.72} ${-low}L${-radiusAt(high) * 0.72} ${-high}`
}

/** What makes the form known at a glance: ring, cap line, handle. */
function Details(props: { vessel: Shape }) {
  const ring = (share: number) => {
    const at = props.vessel.height * share
    const radius = props.vessel.radiusAt(at)
    return `M${-radius} ${-at}Q0 ${-at + radius * 0.1} ${radius} ${-at}`
  }
  const line = () => {
    const { kind, height, radiusAt } = props.vessel
    const at = (share: number) => ({ x: radiusAt(height * share), y: -height * share })
    switch (kind) {
      case 'glass':
        return ring(0.06)
      case 'bottle':
        return ring(0.9)
      case 'flagon':
        return ring(0.9) + ring(0.36) + ring(0.3)
      case 'jug':
        return `${ring(0.92)}M${at(0.94).x} ${at(0.94).y}C${height * 0.22} ${-height * 0.95} ${height * 0.25} ${-height * 0.82} ${at(0.72).x} ${at(0.72).y}`
      case 'gallon':
        return ring(0.92) + ring(0.56) + ring(0.3)
    }
  }
  return <path class="vessel-line" d={line()} />
}

function tapPath(height: number, above: number, jet: number): string {
  const top = -height - above
  const wide = jet * 3.2
  return `M${-wide} ${top}h${2 * wide}v${above * 0.22}h${-wide * 0.4}v${above * 0.18}h${-wide * 1.2}v${-above * 0.18}h${-wide * 0.4}z`
}
