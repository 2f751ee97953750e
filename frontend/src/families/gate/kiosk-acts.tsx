/** Drawings of what the driver does: tap, press, scan, pay. Still pictures without motion say the same. */
import { For } from 'solid-js'

/** A card held to the reader. */
export function TapCard() {
  return (
    <svg class="act act-tap" viewBox="0 0 260 170" aria-hidden="true">
      <rect class="act-device" x="142" y="8" width="104" height="154" rx="20" />
      <rect class="act-inset" x="154" y="20" width="80" height="104" rx="12" />
      <g class="act-waves">
        <path class="act-wave" d="M178 88 a22 22 0 0 1 0 -32" />
        <path class="act-wave" d="M192 98 a36 36 0 0 1 0 -52" />
        <path class="act-wave" d="M206 108 a50 50 0 0 1 0 -72" />
      </g>
      <circle class="act-light" cx="194" cy="143" r="7" />
      <g class="act-card">
        <rect class="act-card-face" x="14" y="42" width="124" height="80" rx="11" transform="rotate(-8 76 82)" />
        <g transform="rotate(-8 76 82)">
          <rect class="act-card-chip" x="28" y="60" width="24" height="19" rx="4" />
          <path class="act-card-line" d="M28 94 h58 M28 106 h36" />
        </g>
      </g>
    </svg>
  )
}

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
          <Code x={188} y={96} cell={4.3} />
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
        <Code x={40} y={62} cell={8.6} />
      </g>
      <path class="act-beam" d="M118 74 L160 52 V112 L118 108 Z" />
      <rect class="act-device" x="154" y="8" width="92" height="154" rx="20" />
      <rect class="act-inset" x="166" y="40" width="68" height="84" rx="12" />
      <path class="act-scanline" d="M176 82 h48" />
      <circle class="act-light" cx="200" cy="143" r="7" />
    </svg>
  )
}

/** A note going into the acceptor. */
export function InsertNote() {
  return (
    <svg class="act act-note" viewBox="0 0 260 120" aria-hidden="true">
      <g class="act-bill">
        <rect class="act-bill-paper" x="16" y="32" width="150" height="64" rx="8" />
        <circle class="act-bill-ring" cx="91" cy="64" r="17" />
        <path class="act-bill-line" d="M32 48 h20 M130 80 h20" />
      </g>
      <rect class="act-device" x="150" y="4" width="98" height="112" rx="18" />
      <rect class="act-slot" x="158" y="56" width="44" height="16" rx="8" />
      <path class="act-arrow-in" d="M214 52 l14 12 -14 12" />
    </svg>
  )
}

/** The look of a code, not one that can be read. */
const cells = ['1110111', '1010101', '1110111', '0001000', '1110101', '1011010', '1110111']

function Code(props: { x: number; y: number; cell: number }) {
  return (
    <For each={cells}>
      {(row, y) => (
        <For each={[...row]}>
          {(cell, x) =>
            cell === '1' ? (
              <rect
                class="act-code"
                x={props.x + x() * props.cell}
                y={props.y + y() * props.cell}
                width={props.cell + 0.2}
                height={props.cell + 0.2}
              />
            ) : null
          }
        </For>
      )}
    </For>
  )
}
