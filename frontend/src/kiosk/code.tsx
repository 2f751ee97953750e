/** A code for the customer's telephone. */
import { createMemo } from 'solid-js'
import { encode } from 'uqr'
import { codePath } from '../ui/qr-code.ts'

/** `label` says what the code leads to. */
export function Code(props: { text: string; label: string; class: string }) {
  const code = createMemo(() => encode(props.text, { ecc: 'L', border: 3 }))
  return (
    <svg class={props.class} viewBox={`0 0 ${code().size} ${code().size}`} role="img" aria-label={props.label}>
      <path d={codePath(code().data)} />
    </svg>
  )
}
