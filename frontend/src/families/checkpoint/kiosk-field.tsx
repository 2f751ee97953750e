/** One line to fill in; its label stands inside, where a low screen has no room above. */
export function Field(props: { label: string; value: string; onInput(value: string): void; inputMode?: 'decimal' | 'numeric' }) {
  return (
    <input
      class="checkpoint-field"
      aria-label={props.label}
      placeholder={props.label}
      value={props.value}
      inputMode={props.inputMode ?? 'text'}
      autocomplete="off"
      autocapitalize="off"
      spellcheck={false}
      onInput={event => props.onInput(event.currentTarget.value)}
    />
  )
}
