/** A new calibration: what the sensor says in one or two known liquids, with its live figure at hand. */
import type { CalibrationKind, CalibrationView } from '@palang/protocol'
import { useQueryClient } from '@tanstack/solid-query'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { createStore } from 'solid-js/store'
import { type CalibrationBody, waterApi } from '../../api/water-endpoints.ts'
import { useLive } from '../../live/live.tsx'
import type { MachineRow } from '../../site/site.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Segments } from '../../ui/segments.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { calibrationKinds, newest, type PointText, pointsIn, rawOf } from './calibration-points.ts'
import { numberIn } from '../../ui/number-in.ts'
import { useWaterWords } from './words/water-words.ts'

const mostPulses = 100_000

const mostNote = 200

/** What is written into the form, and what it comes to. */
function createForm() {
  const [kind, setKind] = createSignal<CalibrationKind>('ph')
  const [points, setPoints] = createStore<[PointText, PointText]>([
    { measured: '', reference: '' },
    { measured: '', reference: '' },
  ])
  const [pulses, setPulses] = createSignal('')
  const [note, setNote] = createSignal('')
  const isFlow = () => kind() === 'flow'
  const body = (): CalibrationBody | undefined => {
    const about = { kind: kind(), ...(note().trim() === '' ? {} : { note: note().trim() }) }
    const [litre, found] = [numberIn(pulses(), 1, mostPulses), pointsIn(points)]
    if (isFlow()) return litre === undefined ? undefined : { ...about, pulses_per_litre: litre }
    return found === undefined ? undefined : { ...about, points: found }
  }
  const isBegun = () => (isFlow() ? pulses() !== '' : points[0].measured !== '' && points[0].reference !== '')
  return {
    kind,
    setKind,
    points,
    setPoints,
    pulses,
    setPulses,
    note,
    setNote,
    isFlow,
    body,
    isBad: () => isBegun() && body() === undefined,
  }
}

type Form = ReturnType<typeof createForm>

function FlowField(props: { form: Form }): JSX.Element {
  const say = useWaterWords()
  return (
    <TextField
      id="calibration-pulses"
      label={say('calibration.pulses')}
      value={props.form.pulses()}
      onInput={props.form.setPulses}
      maxlength={10}
      inputmode="numeric"
      invalid={props.form.isBad()}
      hint={props.form.isBad() ? say('calibration.badPulses') : undefined}
    />
  )
}

function PointFields(props: { form: Form }): JSX.Element {
  const say = useWaterWords()
  const { points, setPoints, isBad } = props.form
  return (
    <>
      <For each={[0, 1] as const}>
        {index => (
          <fieldset class="grid grid-cols-2 gap-3">
            <legend class="field-label mb-1.5">{say('calibration.point', { number: index + 1 })}</legend>
            <For each={['measured', 'reference'] as const}>
              {side => (
                <TextField
                  id={`calibration-${side}-${index}`}
                  label={say(`calibration.${side}`)}
                  value={points[index][side]}
                  onInput={text => setPoints(index, side, text)}
                  maxlength={12}
                  invalid={isBad()}
                />
              )}
            </For>
          </fieldset>
        )}
      </For>
      <p class={isBad() ? 'hint-bad' : 'hint'} role={isBad() ? 'alert' : undefined}>
        {say(isBad() ? 'calibration.bad' : 'calibration.second')}
      </p>
    </>
  )
}

/** `known`: the calibrations so far; the newest of a sensor is the one in force. */
export function CalibrationDialog(props: { row: MachineRow; known: readonly CalibrationView[]; onClose: () => void }): JSX.Element {
  const say = useWaterWords()
  const client = useQueryClient()
  const form = createForm()
  const run = async () => {
    const body = form.body()
    if (body === undefined) return
    await waterApi.calibrate(props.row.id, body)
    await client.invalidateQueries({ queryKey: ['water', 'calibrations', props.row.id] })
  }
  return (
    <Confirm
      open
      onClose={props.onClose}
      title={say('calibration.new')}
      text={say(form.isFlow() ? 'calibration.flowText' : 'calibration.text')}
      confirm={say('calibration.save')}
      ready={form.body() !== undefined}
      run={run}
    >
      <Segments
        label={say('calibration.what')}
        value={form.kind()}
        onChange={form.setKind}
        options={calibrationKinds.map(value => ({ value, label: say(`calibration.short.${value}`) }))}
      />
      <Show when={!form.isFlow()} fallback={<FlowField form={form} />}>
        <SensorNow
          row={props.row}
          known={props.known}
          kind={form.kind() === 'tds' ? 'tds' : 'ph'}
          onTake={text => form.setPoints(form.points[0].measured === '' ? 0 : 1, 'measured', text)}
        />
        <PointFields form={form} />
      </Show>
      <TextField id="calibration-note" label={say('calibration.note')} value={form.note()} onInput={form.setNote} maxlength={mostNote} />
    </Confirm>
  )
}

/** The sensor's newest figure without its calibration, to be taken over into the next empty field. */
function SensorNow(props: {
  row: MachineRow
  known: readonly CalibrationView[]
  kind: 'tds' | 'ph'
  onTake: (text: string) => void
}): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const live = useLive()
  const value = () => {
    const found = live.machine(props.row.id)?.quality?.[props.kind]
    return found === null || found === undefined ? undefined : rawOf(found, newest(props.known, props.kind)?.points)
  }
  const digits = () => (props.kind === 'tds' ? 1 : 2)
  const text = () => i18n.format().decimal(value() ?? 0, digits())
  return (
    <Show when={value() !== undefined}>
      <div class="exactly">
        <span class="text-muted">{say('calibration.now')}</span>
        <b class="tabular mr-auto text-[18px]">{say('calibration.nowOf', { value: text(), unit: say(`unit.${props.kind}`) })}</b>
        <button type="button" class="btn btn-sm" onClick={() => props.onTake((value() ?? 0).toFixed(digits()))}>
          {say('calibration.take')}
        </button>
      </div>
    </Show>
  )
}
