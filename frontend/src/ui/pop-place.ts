import { type Accessor, createContext, useContext } from 'solid-js'

/**
 * Where a list that pops up is put: inside the dialog it belongs to, as everything else is hidden from screen readers while
 * the dialog is open. Outside a dialog: the end of the page.
 */
export const PopPlace = createContext<Accessor<HTMLElement>>(() => document.body)

export function usePopPlace(): Accessor<HTMLElement> {
  return useContext(PopPlace)
}
