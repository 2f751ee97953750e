/** Asking a person why. */
import { type JSX, Show } from 'solid-js'
import { type I18n, type TextKey, useI18n } from '../i18n/i18n.tsx'
import { Pick } from '../ui/pick.tsx'
import { type Reason, type ReasonChoice, reasons } from './reason-choice.ts'

/** Longest reason the hub takes. */
const reasonLength = 200

function reasonOptions(i18n: I18n, offered: readonly Reason[]): { value: Reason; label: string }[] {
  return offered.map(value => ({ value, label: i18n.t(`gate.reason.${value}` satisfies TextKey) }))
}

/** The reason's fields; a barrier's reasons unless others are `offered`. `missing` marks them when an act was asked for without one. */
export function ReasonFields(props: { reason: ReasonChoice; missing: boolean; offered?: readonly Reason[] }): JSX.Element {
  const i18n = useI18n()
  return (
    <div class="grid gap-2">
      <Pick
        label={i18n.t('gate.reason')}
        prefix={`${i18n.t('gate.reason')}:`}
        value={props.reason.picked()}
        options={reasonOptions(i18n, props.offered ?? reasons)}
        placeholder={i18n.t('gate.reasonPick')}
        invalid={props.missing}
        onChange={props.reason.pick}
      />
      <Show when={props.reason.picked() === 'other'}>
        <div class="input" data-invalid={props.missing ? '' : undefined}>
          <input
            aria-label={i18n.t('gate.reasonText')}
            placeholder={i18n.t('gate.reasonText')}
            maxlength={reasonLength}
            value={props.reason.own()}
            onInput={event => props.reason.setOwn(event.currentTarget.value)}
          />
        </div>
      </Show>
      <div aria-live="polite">
        <Show when={props.missing}>
          <p class="hint-bad">{i18n.t('gate.reasonNeeded')}</p>
        </Show>
      </div>
    </div>
  )
}
