import { Key } from '@solid-primitives/keyed'
import type { JSX } from 'solid-js'
import { useI18n } from '../i18n/i18n.tsx'
import type { LiveAlarm } from '../live/state.ts'
import { ToneIcon } from '../ui/tone.tsx'
import { alarmText } from '../words/machine-words.ts'
import { severityTone } from '../words/severity.ts'
import { useSite } from './site.tsx'

/** Alarms in a few words each: what it is, of which machine, since when. */
export function AlarmLines(props: { alarms: readonly LiveAlarm[] }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  return (
    <ul class="m-0 list-none px-[18px] pt-1 pb-2">
      <Key each={props.alarms} by="id">
        {alarm => (
          <li class={`flex items-start gap-3 border-t border-line-soft py-[11px] ${severityTone[alarm().severity]}`}>
            <span class="mt-0.5 text-(--c)">
              <ToneIcon tone={severityTone[alarm().severity]} size={17} />
            </span>
            <div class="min-w-0 flex-1">
              <div class="font-[540]">{alarmText(i18n, alarm())}</div>
              <div class="truncate text-[12.5px] text-muted">
                {site.nameOf(alarm().machineId)} · {i18n.format().moment(alarm().raisedAt)}
              </div>
            </div>
          </li>
        )}
      </Key>
    </ul>
  )
}
