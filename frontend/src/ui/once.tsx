/** Things shown this once: the person has to take them along before the dialog goes. */
import TriangleAlert from 'lucide-solid/icons/triangle-alert'
import { type JSX, Show } from 'solid-js'
import { useI18n } from '../i18n/i18n.tsx'
import { Exactly } from './copy.tsx'
import { Modal } from './dialog.tsx'

/** One secret; `where` says what to do with it. */
export function OnceDialog(props: {
  secret: string | undefined
  onClose: () => void
  title: string
  text: string
  where: string
  children?: JSX.Element
}): JSX.Element {
  const i18n = useI18n()
  return (
    <Modal firm open={props.secret !== undefined} onClose={() => props.onClose()} title={props.title} text={props.text}>
      <div class="grid gap-4">
        <Show when={props.secret}>{secret => <Exactly text={secret()} />}</Show>
        <OnceNote />
        <p class="text-muted">{props.where}</p>
        {props.children}
        <button type="button" class="btn btn-primary justify-self-end" onClick={() => props.onClose()}>
          {i18n.t('once.kept')}
        </button>
      </div>
    </Modal>
  )
}

/** Says that it is not shown again. */
export function OnceNote(): JSX.Element {
  const i18n = useI18n()
  return (
    <p class="note attend flex items-start gap-2">
      <TriangleAlert size={16} class="mt-px shrink-0" aria-hidden="true" />
      {i18n.t('once.only')}
    </p>
  )
}
