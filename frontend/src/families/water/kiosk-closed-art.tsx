/** Drawings of a machine that sells nothing now: calm ones for what ends by itself, signs for the rest. */

/** A drop that is not to be had. */
export function NoWaterSign() {
  return (
    <svg class="sign" viewBox="0 0 200 200" aria-hidden="true">
      <path class="sign-ground" d="M100 16 C 134 66 164 92 164 124 a64 60 0 0 1 -128 0 C 36 92 66 66 100 16 Z" />
      <path class="sign-mark" d="M76 104 L124 152 M124 104 L76 152" />
    </svg>
  )
}

/** Water runs through the tap and away. */
export function FlushScene() {
  return (
    <svg class="tending" viewBox="0 0 300 260" aria-hidden="true">
      <path class="tending-pipe" d="M20 40 H150 V74" />
      <path class="tending-flow" d="M20 40 H150 V74" />
      <path class="tending-jet" d="M150 84 V198" />
      <path class="tending-mouth" d="M128 72 h44 v16 h-44z" />
      <path class="tending-basin" d="M62 176 h176 l-16 44 q-4 10 -16 10 H94 q-12 0 -16 -10 z" />
      <path class="tending-wave" d="M84 200 q16 -10 33 0 t33 0 t33 0 t33 0" />
      <circle class="tending-bubble" cx="118" cy="212" r="5" />
      <circle class="tending-bubble" cx="150" cy="218" r="6" />
      <circle class="tending-bubble" cx="186" cy="212" r="4" />
    </svg>
  )
}

/** The sensor stands in fresh water and listens. */
export function RetestScene() {
  return (
    <svg class="tending" viewBox="0 0 300 260" aria-hidden="true">
      <path class="tending-glass" d="M84 70 H216 L202 226 q-1 12 -13 12 h-78 q-12 0 -13 -12 z" />
      <path class="tending-liquid" d="M90 128 H210 L202 226 q-1 12 -13 12 h-78 q-12 0 -13 -12 z" />
      <rect class="tending-mouth" x="136" y="14" width="28" height="120" rx="8" />
      <rect class="tending-probe" x="142" y="134" width="16" height="40" rx="8" />
      <circle class="tending-ring" cx="150" cy="166" r="26" />
      <circle class="tending-ring" cx="150" cy="166" r="26" />
    </svg>
  )
}
