/** Somebody works on the machine. */
export function WrenchSign() {
  return (
    <svg class="sign" viewBox="0 0 200 200" aria-hidden="true">
      <circle class="sign-ground" cx="100" cy="100" r="88" />
      <path
        class="sign-mark sign-fine"
        d="M132 54 a34 34 0 0 0 -44 42 L52 132 a12 12 0 0 0 0 17 a12 12 0 0 0 17 0 L105 113 a34 34 0 0 0 42 -44 L126 90 L111 75 Z"
      />
    </svg>
  )
}
