/** Drawings of what a customer does: tap, scan, pay. Still pictures without motion say the same. */
import { For } from 'solid-js'
import './acts.css'

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

/** A code on the screen, seen by a telephone. */
export function ScanPhone() {
  return (
    <svg class="act act-scan" viewBox="0 0 260 170" aria-hidden="true">
      <rect class="act-device" x="12" y="20" width="142" height="130" rx="18" />
      <rect class="act-paper" x="28" y="34" width="110" height="102" rx="10" />
      <DrawnCode x={48} y={50} cell={10} />
      <path class="act-beam" d="M186 66 L150 44 V128 L186 106 Z" />
      <rect class="act-device" x="176" y="8" width="76" height="154" rx="16" />
      <rect class="act-inset" x="184" y="24" width="60" height="116" rx="8" />
      <path class="act-scanline" d="M194 82 h40" />
      <circle class="act-light" cx="214" cy="151" r="5" />
    </svg>
  )
}

/** The look of a code, not one that can be read. */
const cells = ['1110111', '1010101', '1110111', '0001000', '1110101', '1011010', '1110111']

export function DrawnCode(props: { x: number; y: number; cell: number }) {
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
