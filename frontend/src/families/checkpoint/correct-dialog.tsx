/** Putting a sum of a delivery right: a new entry with a reason, beside what was scanned. */
import { type DeliveryDetail, mealCorrectionBody } from '@palang/protocol'
import { createSignal, type JSX } from 'solid-js'
import { createActOnce } from '../../api/act-once.ts'
import { mealApi } from '../../api/meal-endpoints.ts'
import { Confirm } from '../../ui/dialog.tsx'
import { Pick } from '../../ui/pick.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { useDone } from './meal-site.tsx'
import { useMealWords } from './words/meal-words.ts'

const steps = mealCorrectionBody.shape.step.options
const reasonLength = 200

export function CorrectDialog(props: { delivery: DeliveryDetail; onClose: () => void }): JSX.Element {
  const say = useMealWords()
  const done = useDone()
  const actOnce = createActOnce()
  const [step, setStep] = createSignal<(typeof steps)[number]>('received')
  const [change, setChange] = createSignal('')
  const [why, setWhy] = createSignal('')
  const parsed = () => mealCorrectionBody.safeParse({ step: step(), change: Number(change().replace('−', '-')), reason: why().trim() }).data
  const isBad = () =>
    change().trim() !== '' && mealCorrectionBody.shape.change.safeParse(Number(change().replace('−', '-'))).data === undefined
  return (
    <Confirm
      open
      onClose={props.onClose}
      title={say('correct.title')}
      text={say('correct.text')}
      confirm={say('correct.do')}
      ready={parsed() !== undefined}
      run={async () => {
        const body = parsed()
        if (body === undefined) return
        await actOnce(body, key => mealApi.correct(props.delivery.id, body, key))
        await done(say('correct.done'), props.delivery.school.name)
      }}
    >
      <div class="field">
        <span class="field-label">{say('correct.step')}</span>
        <Pick
          label={say('correct.step')}
          value={step()}
          options={steps.map(value => ({ value, label: say(value === 'returned' ? 'step.returnedTrays' : `step.${value}`) }))}
          onChange={setStep}
        />
      </div>
      <TextField
        id="correct-change"
        label={say('correct.change')}
        value={change()}
        onInput={setChange}
        maxlength={7}
        required
        mono
        invalid={isBad()}
        hint={say(isBad() ? 'correct.bad' : 'correct.changeHint')}
      />
      <TextField id="correct-reason" label={say('reason')} value={why()} onInput={setWhy} maxlength={reasonLength} required />
    </Confirm>
  )
}
