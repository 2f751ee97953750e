/** A form whose refusals stand at their fields. */
import { createSignal, type JSX } from 'solid-js'
import { Confirm } from '../../ui/dialog.tsx'
import { TextField } from '../../ui/text-field.tsx'
import { refusedFields } from './drafts.ts'
import { type PremisesKey, usePremisesWords } from './words.ts'

/** The names of fields as the hub has them. */
export type FieldName = Extract<PremisesKey, `bad.${string}`> extends `bad.${infer Name}` ? Name : never

export interface FormFields {
  /** What is wrong with the field, since the last try and until it is written anew. */
  bad: (name: FieldName) => string | undefined
  text: (about: {
    name: FieldName
    label: string
    value: string
    maxlength: number
    type?: 'text' | 'date'
    required?: boolean
    onInput: (text: string) => void
  }) => JSX.Element
}

/** `children` draws the fields; `run` sends them. */
export function FormDialog(props: {
  onClose: () => void
  title: string
  text: string
  confirm: string
  ready: boolean
  run: () => Promise<unknown>
  children: (fields: FormFields) => JSX.Element
}): JSX.Element {
  const say = usePremisesWords()
  const [refused, setRefused] = createSignal<ReadonlySet<string>>(new Set())
  const fields: FormFields = {
    bad: name => (refused().has(name) ? say(`bad.${name}`) : undefined),
    text: about => (
      <TextField
        id={`premises-${about.name}`}
        type={about.type ?? 'text'}
        label={about.label}
        value={about.value}
        maxlength={about.maxlength}
        required={about.required === true}
        invalid={fields.bad(about.name) !== undefined}
        hint={fields.bad(about.name)}
        onInput={text => {
          setRefused(before => new Set([...before].filter(one => one !== about.name)))
          about.onInput(text)
        }}
      />
    ),
  }
  const run = async () => {
    setRefused(new Set<string>())
    try {
      await props.run()
    } catch (error) {
      setRefused(refusedFields(error))
      throw error
    }
  }
  return (
    <Confirm open onClose={props.onClose} title={props.title} text={props.text} confirm={props.confirm} ready={props.ready} run={run}>
      {props.children(fields)}
    </Confirm>
  )
}
