/** Drawings of what only a driver does: press for a ticket, scan it. */
import { DrawnCode } from '../../kiosk/acts.tsx'

/** The round button on the machine, and the ticket it gives. */
export function PressButton() {
  return (
    <svg class="act act-press" viewBox="0 0 260 170" aria-hidden="true">
      <rect class="act-device" x="14" y="8" width="130" height="154" rx="20" />
      <circle class="act-ring" cx="79" cy="85" r="50" />
      <circle class="act-button" cx="79" cy="85" r="36" />
      <path class="act-button-mark" d="M64 74 h30 v22 h-30z M72 74 v22" />
      <rect class="act-device" x="160" y="8" width="86" height="64" rx="16" />
      <rect class="act-slot" x="172" y="46" width="62" height="10" rx="5" />
      <clipPath id="below-slot">
        <rect x="160" y="52" width="90" height="118" />
      </clipPath>
      <g clip-path="url(#below-slot)">
        <g class="act-ticket">
          <path class="act-paper" d="M178 40 h50 v114 l-8 -6 -8.500 6 -8.500 -6 -8.500 6 -8.500 -6 -8 6z" />
          <path class="act-print" d="M186 72 h34 M186 82 h22" />
          <DrawnCode x={188} y={96} cell={4.3} />
        </g>
      </g>
    </svg>
  )
}

/** The ticket's code under the reader's light. */
export function ScanTicket() {
  return (
    <svg class="act act-scan" viewBox="0 0 260 170" aria-hidden="true">
      <g class="act-card">
        <path class="act-paper" d="M22 16 h96 v136 l-12 -9 -12 9 -12 -9 -12 9 -12 -9 -12 9 -12 -9 -12 9z" />
        <path class="act-print" d="M36 34 h68 M36 47 h42" />
        <DrawnCode x={40} y={62} cell={8.6} />
      </g>
      <path class="act-beam" d="M118 74 L160 52 V112 L118 108 Z" />
      <rect class="act-device" x="154" y="8" width="92" height="154" rx="20" />
      <rect class="act-inset" x="166" y="40" width="68" height="84" rx="12" />
      <path class="act-scanline" d="M176 82 h48" />
      <circle class="act-light" cx="200" cy="143" r="7" />
    </svg>
  )
}
