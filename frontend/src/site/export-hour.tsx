/** What a machine did within an hour, as one file: the last one, or one that is chosen. */
import Download from 'lucide-solid/icons/download'
import { createSignal, type JSX, Show } from 'solid-js'
import { incidentFiles } from '../api/incident-endpoints.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { usePageWords } from '../i18n/page-words.ts'
import { useLive } from '../live/live.tsx'
import { Modal } from '../ui/dialog.tsx'
import { TextField } from '../ui/text-field.tsx'
import { useAccount } from './account.tsx'
import { incidentWords } from './incident-words.ts'
import { momentOfWall, wallOf } from './wall-moment.ts'

const hourMs = 60 * 60_000

export function ExportHour(props: { machineId: string; name: string }): JSX.Element {
  const t = usePageWords(incidentWords)
  const account = useAccount()
  const [asking, setAsking] = createSignal(false)
  return (
    <Show when={account.mayOperate()}>
      <button type="button" class="btn btn-sm no-print" onClick={() => setAsking(true)}>
        <Download size={15} aria-hidden="true" />
        {t('hour')}
      </button>
      <Modal open={asking()} onClose={() => setAsking(false)} title={t('hourOf', { machine: props.name })} text={t('hourText')}>
        <Hour machineId={props.machineId} onTaken={() => setAsking(false)} />
      </Modal>
    </Show>
  )
}

function Hour(props: { machineId: string; onTaken: () => void }): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const t = usePageWords(incidentWords)
  const [wall, setWall] = createSignal(wallOf(i18n.format(), live.now() - hourMs))
  const fromMs = () => momentOfWall(i18n.format(), wall())
  const isBad = () => !(fromMs() < live.now())
  const href = () => {
    const [from = '', to = ''] = [fromMs(), fromMs() + hourMs].map(ms => new Date(ms).toISOString())
    return incidentFiles.machine(props.machineId, from, to)
  }
  const label = () => (
    <>
      <Download size={16} aria-hidden="true" />
      {t('hour')}
    </>
  )
  return (
    <div class="grid gap-4">
      <TextField
        id="incident-from"
        type="datetime-local"
        label={t('from')}
        value={wall()}
        maxlength={16}
        invalid={isBad()}
        hint={isBad() ? t('badFrom') : t('until', { to: i18n.format().moment(fromMs() + hourMs) })}
        onInput={setWall}
      />
      <div class="mt-1 flex flex-wrap justify-end gap-2.5">
        <Show
          when={!isBad()}
          fallback={
            <button type="button" class="btn btn-primary" disabled>
              {label()}
            </button>
          }
        >
          <a class="btn btn-primary" href={href()} download="" onClick={() => props.onTaken()}>
            {label()}
          </a>
        </Show>
      </div>
    </div>
  )
}
