/** Large signs that say the outcome before a word is read: shape and mark, never colour alone. */

export function StopSign() {
  return (
    <svg class="sign" viewBox="0 0 200 200" aria-hidden="true">
      <path class="sign-ground" d="M64 14 h72 L186 64 v72 L136 186 H64 L14 136 V64 Z" />
      <path class="sign-mark" d="M70 70 L130 130 M130 70 L70 130" />
    </svg>
  )
}

export function WarningSign() {
  return (
    <svg class="sign" viewBox="0 0 200 200" aria-hidden="true">
      <path class="sign-ground" d="M84 26 q16 -26 32 0 l74 128 q12 28 -18 30 H28 q-30 -2 -18 -30 Z" />
      <path class="sign-mark" d="M100 76 v46" />
      <circle class="sign-dot" cx="100" cy="152" r="9" />
    </svg>
  )
}

export function DoneSign() {
  return (
    <svg class="sign" viewBox="0 0 200 200" aria-hidden="true">
      <circle class="sign-ground" cx="100" cy="100" r="88" />
      <path class="sign-mark" d="M60 104 l28 28 l54 -60" />
    </svg>
  )
}

export function FullSign() {
  return (
    <svg class="sign" viewBox="0 0 200 200" aria-hidden="true">
      <rect class="sign-ground" x="14" y="14" width="172" height="172" rx="34" />
      <path class="sign-mark" d="M76 150 V52 h32 a30 30 0 0 1 0 60 h-32" />
    </svg>
  )
}

/** A cable out of its socket: this screen does not know. */
export function UnpluggedSign() {
  return (
    <svg class="sign" viewBox="0 0 200 200" aria-hidden="true">
      <circle class="sign-ground" cx="100" cy="100" r="88" />
      <path class="sign-mark sign-fine" d="M12 100 H46 M46 74 h14 a26 26 0 0 1 0 52 h-14z M86 90 h14 M86 110 h14" />
      <path class="sign-mark sign-fine" d="M188 100 H154 M154 74 h-14 a26 26 0 0 0 0 52 h14z" />
    </svg>
  )
}

/** Somebody with a headset. */
export function Attendant() {
  return (
    <svg class="sign" viewBox="0 0 200 200" aria-hidden="true">
      <circle class="sign-ground" cx="100" cy="100" r="88" />
      <path class="sign-mark sign-fine" d="M54 112 v-10 a46 46 0 0 1 92 0 v10" />
      <path
        class="sign-mark sign-fine"
        d="M54 104 h10 a6 6 0 0 1 6 6 v20 a6 6 0 0 1 -6 6 h-4 a6 6 0 0 1 -6 -6z M146 104 h-10 a6 6 0 0 0 -6 6 v20 a6 6 0 0 0 6 6 h4 a6 6 0 0 0 6 -6z"
      />
      <path class="sign-mark sign-fine" d="M142 138 q-6 20 -32 20" />
    </svg>
  )
}

/** Somebody is at work; without motion the three dots still stand for waiting. */
export function Working() {
  return (
    <svg class="working" viewBox="0 0 200 80" aria-hidden="true">
      <circle cx="36" cy="40" r="20" />
      <circle cx="100" cy="40" r="20" />
      <circle cx="164" cy="40" r="20" />
    </svg>
  )
}
