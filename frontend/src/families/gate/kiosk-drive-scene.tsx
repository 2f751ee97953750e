/** The road as the driver sees it: line, barrier as it really stands, and where to go. */
import type { GateStatus } from '@palang/protocol'
import { For, Show } from 'solid-js'

export interface DriveSceneProps {
  barrier: GateStatus
  /** Where the driver is led: up to the line, kept waiting at it, through, or nowhere. */
  lead: 'approach' | 'wait' | 'through' | 'none'
}

const stripes = [0, 1, 2, 3, 4]

export function DriveScene(props: DriveSceneProps) {
  const raised = () => props.barrier === 'open' || props.barrier === 'opening'
  return (
    <svg class="drive" data-lead={props.lead} viewBox={props.lead === 'approach' ? '22 92 356 228' : '10 -20 380 340'} aria-hidden="true">
      <path class="drive-road" d="M22 320 L156 96 H244 L378 320 Z" />
      <path class="drive-edge" d="M46 320 L164 104 M354 320 L236 104" />
      <Show when={props.lead === 'through' || props.lead === 'approach'}>
        <g class="drive-arrows">
          <path class="drive-arrow" d="M200 226 L246 262 L234 276 L200 250 L166 276 L154 262 Z" />
          <path class="drive-arrow" d="M200 180 L236 208 L226 220 L200 200 L174 220 L164 208 Z" />
          <Show when={props.lead === 'through'}>
            <path class="drive-arrow" d="M200 144 L227 164 L219 174 L200 160 L181 174 L173 164 Z" />
          </Show>
        </g>
      </Show>
      <Show when={props.lead !== 'through'}>
        <path class="drive-line" d="M104 218 H296 L301 228 H99 Z" />
      </Show>
      <Show when={props.lead === 'wait'}>
        <RearOfCar />
      </Show>
      <g class="drive-barrier">
        <path class="drive-shadow" d="M274 220 h54 a7 4 0 0 1 0 9 h-54 a7 4 0 0 1 0 -9z" />
        <rect class="drive-post" x="282" y="134" width="38" height="92" rx="9" />
        <rect class="drive-post-cap" x="282" y="134" width="38" height="20" rx="9" />
        <g class="drive-boom" classList={{ 'drive-boom-up': raised() }}>
          <rect class="drive-boom-bar" x="112" y="141" width="190" height="15" rx="7.5" />
          <For each={stripes}>{index => <path class="drive-boom-stripe" d={`M${128 + index * 32} 141 h14 l-8 15 h-14z`} />}</For>
          <circle class="drive-boom-tip" cx="119" cy="148.500" r="4" />
        </g>
        <circle class="drive-pivot" cx="301" cy="148.500" r="10" />
        <circle class="drive-lamp" classList={{ 'drive-lamp-go': raised() }} cx="301" cy="122" r="9" />
      </g>
    </svg>
  )
}

function RearOfCar() {
  return (
    <g class="drive-car">
      <path class="drive-shadow" d="M112 312 h176 a10 6 0 0 1 0 8 h-176 a10 6 0 0 1 0 -8z" />
      <path class="drive-tyre" d="M118 288 h30 v26 q0 4 -4 4 h-22 q-4 0 -4 -4z M252 288 h30 v26 q0 4 -4 4 h-22 q-4 0 -4 -4z" />
      <path
        class="drive-body"
        d="M108 304 v-34 q0 -14 12 -20 l14 -32 q6 -14 22 -14 h88 q16 0 22 14 l14 32 q12 6 12 20 v34 q0 4 -4 4 h-176 q-4 0 -4 -4z"
      />
      <path class="drive-glass" d="M146 224 q4 -9 14 -9 h80 q10 0 14 9 l10 25 h-128z" />
      <path class="drive-tail" d="M116 266 h30 v12 h-30z M254 266 h30 v12 h-30z" />
      <rect class="drive-plate" x="172" y="278" width="56" height="16" rx="3" />
    </g>
  )
}
