/** A code to scan with a telephone. */
import { createMemo } from 'solid-js'
import { encode } from 'uqr'
import { codePath } from './qr-code.ts'

/** An address or a bill is read sooner from larger modules than from more of them to mend errors with; a ticket has room for both. */
const longText = 24

/** `label` says what the code leads to; dark on light is `class`'s to give, whatever the theme. */
export function Code(props: { text: string; label: string; class: string }) {
  const code = createMemo(() => encode(props.text, { ecc: props.text.length > longText ? 'L' : 'M', border: 3 }))
  return (
    <svg class={props.class} viewBox={`0 0 ${code().size} ${code().size}`} role="img" aria-label={props.label}>
      <path d={codePath(code().data)} />
    </svg>
  )
}
