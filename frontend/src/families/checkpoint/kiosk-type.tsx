/** A container whose label cannot be read: its number is typed, with a temperature where one was taken. */
import { createSignal, Show } from 'solid-js'
import { typedTag, typedTemperature } from './kiosk-typed.ts'
import { Field } from './kiosk-field.tsx'
import { useCheckpointWords } from './kiosk-words/words.ts'

export function TypeForm(props: { onBack(): void; onScan(tag: string, temperatureDc: number | undefined): void }) {
  const words = useCheckpointWords()
  const [tag, setTag] = createSignal('')
  const [warmth, setWarmth] = createSignal('')
  const [bad, setBad] = createSignal<'tag' | 'temperature'>()
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const [typed, temperature] = [typedTag(tag()), typedTemperature(warmth())]
    if (typed === undefined) setBad('tag')
    else if (temperature === 'bad') setBad('temperature')
    else props.onScan(typed, temperature)
  }
  return (
    <form class="checkpoint-form" onSubmit={send} novalidate>
      <h1>{words().typing.title}</h1>
      <div class="checkpoint-pair">
        <Field label={words().typing.tag} value={tag()} onInput={setTag} />
        <Field label={words().typing.temperature} value={warmth()} onInput={setWarmth} inputMode="decimal" />
      </div>
      <Show when={bad()}>{what => <p role="alert">{words().bad[what()]}</p>}</Show>
      <div class="checkpoint-acts">
        <button type="button" class="dock-button" onClick={() => props.onBack()}>
          {words().back}
        </button>
        <button type="submit" class="dock-button checkpoint-send">
          {words().typing.send}
        </button>
      </div>
    </form>
  )
}
