import Eye from 'lucide-solid/icons/eye'
import EyeOff from 'lucide-solid/icons/eye-off'
import { type JSX, Show } from 'solid-js'
import { useI18n } from '../i18n/i18n.tsx'

/** The eye at the end of a line for a password. */
export function ShowPassword(props: { visible: boolean; onChange: (visible: boolean) => void }): JSX.Element {
  const i18n = useI18n()
  return (
    <button
      type="button"
      class="btn btn-quiet btn-icon btn-sm"
      aria-pressed={props.visible}
      aria-label={i18n.t(props.visible ? 'auth.hide' : 'auth.show')}
      onClick={() => props.onChange(!props.visible)}
    >
      <Show when={props.visible} fallback={<Eye size={17} aria-hidden="true" />}>
        <EyeOff size={17} aria-hidden="true" />
      </Show>
    </button>
  )
}
