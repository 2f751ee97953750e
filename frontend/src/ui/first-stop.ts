/** Fields of every kind: a drop-down is a button that opens a list, of a row of choices the taken one is the stop. */
const fields = 'input, select, textarea, button[aria-haspopup=listbox], [role=radio][tabindex="0"]'

/**
 * Where the focus begins in a dialog: at its first field, else at its main button, else at its first other button in the
 * body. Never at a button that does harm: an Enter held down must not press it. Undefined when there is nothing but the
 * button that closes it.
 */
export function firstStop(dialog: HTMLElement | undefined): HTMLElement | undefined {
  const first = (selector: string) =>
    [...(dialog?.querySelectorAll<HTMLElement>(selector) ?? [])].find(
      // A drop-down keeps a field of the browser's own beside it, for forms, that nobody sees.
      one => !one.matches(':disabled, [type=hidden]') && one.closest('[aria-hidden=true]') === null && one.checkVisibility(),
    )
  return first(fields) ?? first('.btn-primary, [type=submit]:not(.btn-danger)') ?? first('button:not([data-close], .btn-danger), a[href]')
}
