/** Writing off what a device counted and never sent, once it is sure that it will not come any more. */
import type { CounterBreakView } from '@palang/protocol'
import { useQueryClient } from '@tanstack/solid-query'
import { createSignal, type JSX } from 'solid-js'
import { ozoneApi } from '../../api/ozone-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { ReasonLine } from '../../site/reason-line.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { useOzoneWords } from './words/ozone-words.ts'

/** Says before it is done that those missing are never counted as treatments. */
export function CloseGapDialog(props: { deviceId: string; found: CounterBreakView; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const say = useOzoneWords()
  const client = useQueryClient()
  const [reason, setReason] = createSignal('')
  return (
    <Confirm
      open
      onClose={props.onClose}
      title={say('gap.title')}
      text={say('gap.text', { count: i18n.format().number(Math.max(0, props.found.missing - props.found.arrived)) })}
      confirm={say('gap.close')}
      ready={reason().trim() !== ''}
      run={async () => {
        await ozoneApi.closeBreak(props.deviceId, props.found.id, reason().trim())
        await client.invalidateQueries({ queryKey: ['ozone'] })
      }}
    >
      <ReasonLine
        id="gap-reason"
        label={say('order.reason')}
        hint={say('order.reasonHint')}
        value={reason()}
        onInput={setReason}
        offered={[say('gap.reason.card'), say('gap.reason.replaced'), say('gap.reason.tests')]}
      />
    </Confirm>
  )
}
