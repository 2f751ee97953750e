/** The round of every tray of a delivery: when it was seen at which step, and what is odd about it. */
import { handoverStep, type TripView } from '@palang/protocol'
import { For, type JSX, Show } from 'solid-js'
import { useI18n } from '../../i18n/i18n.tsx'
import { Badge } from '../../ui/tone.tsx'
import { useMealWords } from './words/meal-words.ts'

function Step(props: { step: TripView['steps'][(typeof handoverStep.options)[number]] }): JSX.Element {
  const i18n = useI18n()
  return (
    <Show when={props.step} fallback={<span class="text-faint">—</span>}>
      {step => (
        <span class="grid">
          <span class="tabular font-[540]">{i18n.format().moment(step().at)}</span>
          <span class="text-[12px] text-faint">
            {step().gateway_id}
            <Show when={step().temperature_dc !== null}> · {i18n.format().decimal((step().temperature_dc ?? 0) / 10, 1)} °C</Show>
          </span>
        </span>
      )}
    </Show>
  )
}

export function RoundsTable(props: { trips: readonly TripView[] }): JSX.Element {
  const i18n = useI18n()
  const say = useMealWords()
  const number = (value: number) => i18n.format().number(value)
  return (
    // Reached by the keyboard, as it may be wider than a phone.
    <div class="overflow-x-auto pb-1" tabIndex={0} role="group" aria-label={say('delivery.rounds')}>
      <table class="table table-edge">
        <thead>
          <tr>
            <th>{say('delivery.tray')}</th>
            <For each={handoverStep.options}>{step => <th>{say(`step.${step}`)}</th>}</For>
          </tr>
        </thead>
        <tbody>
          <For each={props.trips}>
            {trip => (
              <tr>
                <td>
                  <span class="grid min-w-[110px] gap-0.5">
                    <b class="font-[580]">{trip.label ?? trip.tag_id}</b>
                    <span class="text-[12.5px] text-muted">{say('delivery.portions', { count: number(trip.portions) })}</span>
                    <span class="flex flex-wrap gap-1.5 empty:hidden">
                      <Show when={trip.rejected > 0}>
                        <Badge tone="stop">
                          {[say('delivery.rejected', { count: number(trip.rejected) }), trip.reject_reason]
                            .filter(part => part !== null)
                            .join(': ')}
                        </Badge>
                      </Show>
                      <For each={trip.flags}>{flag => <Badge tone={flag === 'late' ? 'stop' : 'attend'}>{say(`flag.${flag}`)}</Badge>}</For>
                    </span>
                  </span>
                </td>
                <For each={handoverStep.options}>
                  {step => (
                    <td class="whitespace-nowrap">
                      <Step step={trip.steps[step]} />
                    </td>
                  )}
                </For>
              </tr>
            )}
          </For>
        </tbody>
      </table>
    </div>
  )
}
