/** Dialogs: focus begins at the first field and is kept inside, Escape closes, focus returns to what opened it. */
import * as Dialog from '@kobalte/core/dialog'
import X from 'lucide-solid/icons/x'
import LoaderCircle from 'lucide-solid/icons/loader-circle'
import { createSignal, type JSX, Show, untrack } from 'solid-js'
import { ApiProblem, problemText } from '../api/problem.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { firstStop } from './first-stop.ts'
import { createFocusReturn } from './focus-return.ts'
import { PopPlace } from './pop-place.ts'

/**
 * Gives the focus to `first` instead of to the dialog's own choice. Called untracked: it runs inside the effect that keeps
 * the focus in, which would begin anew, and give the focus back, with every signal a field's focus handler reads.
 */
function beginAt(first: HTMLElement | undefined, event: Event): void {
  if (first === undefined) return
  event.preventDefault()
  first.focus({ preventScroll: true })
}

/** A titled dialog; `open` is owned by the caller. */
export function Modal(props: {
  open: boolean
  onClose: () => void
  title: string
  text?: string | undefined
  wide?: boolean
  /** A click beside it does not close it: it shows something that is never shown again. */
  firm?: boolean
  children: JSX.Element
}): JSX.Element {
  const i18n = useI18n()
  const [content, setContent] = createSignal<HTMLElement>()
  const giveFocusBack = createFocusReturn(() => props.open)
  return (
    <Dialog.Root
      open={props.open}
      onOpenChange={open => {
        if (!open) props.onClose()
      }}
    >
      <Dialog.Portal>
        <Dialog.Overlay class="scrim" />
        <div class="dialog-place">
          <Dialog.Content
            ref={setContent}
            class="dialog"
            data-wide={props.wide === true ? '' : undefined}
            onOpenAutoFocus={event => untrack(() => beginAt(firstStop(content()), event))}
            onCloseAutoFocus={giveFocusBack}
            onInteractOutside={event => {
              if (props.firm === true) event.preventDefault()
            }}
          >
            <div class="mb-4 flex items-start justify-between gap-4">
              <div class="grid gap-1.5">
                <Dialog.Title class="dialog-title">{props.title}</Dialog.Title>
                <Show when={props.text}>
                  <Dialog.Description class="text-muted">{props.text}</Dialog.Description>
                </Show>
              </div>
              <Dialog.CloseButton data-close class="btn btn-quiet btn-icon btn-sm -mt-1 -mr-2 shrink-0" aria-label={i18n.t('action.close')}>
                <X size={18} aria-hidden="true" />
              </Dialog.CloseButton>
            </div>
            <PopPlace.Provider value={() => content() ?? document.body}>{props.children}</PopPlace.Provider>
          </Dialog.Content>
        </div>
      </Dialog.Portal>
    </Dialog.Root>
  )
}

/**
 * Asks before something with consequences. `run` may fail; its reason is shown and the dialog stays. The fields of
 * `children` come between the text and the buttons; `ready` says whether they are filled.
 */
export function Confirm(props: {
  open: boolean
  onClose: () => void
  title: string
  text?: string
  confirm: string
  danger?: boolean
  ready?: boolean
  run: () => Promise<unknown>
  /** May tell a refusal better than the dictionary does. */
  words?: (problem: ApiProblem) => string | undefined
  children?: JSX.Element
}): JSX.Element {
  const i18n = useI18n()
  const [busy, setBusy] = createSignal(false)
  const [problem, setProblem] = createSignal<string>()
  const submit = async (event: SubmitEvent) => {
    event.preventDefault()
    if (busy() || props.ready === false) return
    setBusy(true)
    setProblem(undefined)
    try {
      await props.run()
      props.onClose()
    } catch (error) {
      setProblem((error instanceof ApiProblem ? props.words?.(error) : undefined) ?? problemText(i18n, error))
    } finally {
      setBusy(false)
    }
  }
  return (
    <Modal open={props.open} onClose={props.onClose} title={props.title} text={props.text}>
      <form class="grid gap-4" onSubmit={event => void submit(event)}>
        {props.children}
        <Show when={problem()}>
          {text => (
            <p class="note stop" role="alert">
              {text()}
            </p>
          )}
        </Show>
        <div class="mt-1 flex flex-wrap justify-end gap-2.5">
          <button type="button" class="btn" onClick={() => props.onClose()}>
            {i18n.t('action.cancel')}
          </button>
          <button
            type="submit"
            class={`btn ${props.danger === true ? 'btn-danger' : 'btn-primary'}`}
            disabled={busy() || props.ready === false}
          >
            <Show when={busy()}>
              <LoaderCircle size={16} class="animate-spin" aria-hidden="true" />
            </Show>
            {props.confirm}
          </button>
        </div>
      </form>
    </Modal>
  )
}
