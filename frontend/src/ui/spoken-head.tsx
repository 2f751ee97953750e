import type { JSX } from 'solid-js'

/** The head of a column that explains itself to the eye; only screen readers say it. */
export function SpokenHead(props: { text: string }): JSX.Element {
  return (
    <th>
      <span class="sr-only">{props.text}</span>
    </th>
  )
}
