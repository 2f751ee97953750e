/** A dial of time: how much of it, as a ring, with the figure in its middle. */
import type { JSX } from 'solid-js'
import './kiosk-dial.css'

/** `share` of the ring is drawn, 0–1. */
export function Dial(props: { share: number; children?: JSX.Element }) {
  /** A whole ring has no ends that could be seen. */
  const dashes = () => (props.share >= 1 ? undefined : `${Math.max(0, props.share) * 100} 100`)
  return (
    <div class="dial-room">
      <div class="dial">
        <svg viewBox="0 0 200 200" aria-hidden="true">
          <circle class="dial-ground" cx="100" cy="100" r="88" />
          <circle class="dial-arc" cx="100" cy="100" r="88" pathLength="100" stroke-dasharray={dashes()} transform="rotate(-90 100 100)" />
        </svg>
        <div class="dial-words">{props.children}</div>
      </div>
    </div>
  )
}
