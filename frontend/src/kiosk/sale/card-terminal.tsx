/** A drawing of paying that only machines that sell have. */

/** A bank card at the terminal with its screen and keys. */
export function CardTerminal() {
  return (
    <svg class="act act-tap" viewBox="0 0 260 170" aria-hidden="true">
      <rect class="act-device" x="134" y="8" width="112" height="154" rx="18" />
      <rect class="act-inset" x="148" y="22" width="84" height="48" rx="8" />
      <path class="act-wave" d="M162 46 h56" />
      <path
        class="act-key"
        d="M156 92 h14 M183 92 h14 M210 92 h14 M156 116 h14 M183 116 h14 M210 116 h14 M156 140 h14 M183 140 h14 M210 140 h14"
      />
      <g class="act-card">
        <rect class="act-card-face" x="14" y="50" width="112" height="74" rx="11" />
        <rect class="act-card-chip" x="84" y="74" width="26" height="22" rx="4" />
        <path class="act-card-line" d="M28 72 h36 M28 104 h50" />
      </g>
    </svg>
  )
}
