import type { JSX } from 'solid-js'

/** The barrier: our mark, and the icon of the gate family. */
export function GateIcon(props: { size?: number | string; class?: string; 'aria-hidden'?: 'true' }): JSX.Element {
  return (
    <svg
      width={props.size ?? 18}
      height={props.size ?? 18}
      class={props.class}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      stroke-width="2"
      stroke-linecap="round"
      stroke-linejoin="round"
      aria-hidden={props['aria-hidden']}
    >
      <path d="M4 20v-9h4v9M8 13l13-7M2 20h20" />
    </svg>
  )
}
