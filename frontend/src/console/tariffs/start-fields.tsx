import { momentOnWall, wallAt } from '@palang/tariff'
import { createSignal, type JSX, Show } from 'solid-js'
import { useLive } from '../../live/live.tsx'
import { useSite } from '../../site/site.tsx'
import { Segments } from '../../ui/segments.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { Group } from './editor.tsx'
import { useTariffWords } from './words.ts'

/** From when on, and why. */
export function createStart() {
  const live = useLive()
  const site = useSite()
  const zone = () => site.timeZone() || 'UTC'
  const [when, setWhen] = createSignal<'now' | 'later'>('now')
  const [local, setLocal] = createSignal(`${wallAt(zone(), live.now() + 86_400_000).slice(0, 10)}T00:00`)
  const [reason, setReason] = createSignal('')
  const laterMs = () => momentOnWall(zone(), local())
  const isBad = () => when() === 'later' && !(laterMs() > live.now())
  return {
    when,
    setWhen,
    local,
    setLocal,
    reason,
    setReason,
    isBad,
    isReady: () => reason().trim() !== '' && !isBad(),
    /** `now`, or the moment as ISO time. */
    from: () => (when() === 'now' ? 'now' : new Date(laterMs()).toISOString()),
  }
}

export function StartFields(props: { start: ReturnType<typeof createStart> }): JSX.Element {
  const w = useTariffWords()
  const s = () => props.start
  return (
    <>
      <Group label={w('when')}>
        <Segments
          label={w('when')}
          value={s().when()}
          options={[
            { value: 'now', label: w('now') },
            { value: 'later', label: w('later') },
          ]}
          onChange={s().setWhen}
        />
      </Group>
      <Show when={s().when() === 'later'}>
        <TextField
          id="start-at"
          type="datetime-local"
          label={w('laterAt')}
          value={s().local()}
          maxlength={16}
          invalid={s().isBad()}
          hint={s().isBad() ? w('badMoment') : undefined}
          onInput={s().setLocal}
        />
      </Show>
      <TextField id="start-reason" label={w('reason')} value={s().reason()} maxlength={200} onInput={s().setReason} />
    </>
  )
}
