/** Somebody signs for the food that came: who, how much, what was turned away, a photo and a signature where they like. */
import { createSignal, Match, Show, Switch } from 'solid-js'
import { Message } from '../../kiosk/message.tsx'
import { DoneSign } from '../../kiosk/signs.tsx'
import { Field } from './kiosk-field.tsx'
import { photoOf } from './kiosk-picture.ts'
import { sendReceipt } from './kiosk-send.ts'
import { SignatureField } from './kiosk-signature.tsx'
import { typedPortions } from './kiosk-typed.ts'
import { refusalIn, useCheckpointWords } from './kiosk-words/words.ts'

type Bad = 'recipient' | 'portions' | 'reason' | 'photo'

export function ReceiptForm(props: { onBack(): void }) {
  const words = useCheckpointWords()
  const form = receiptForm()
  return (
    <Switch>
      <Match when={form.page() === 'done'}>
        <Message title={words().receipt.done} body={words().receipt.doneBody(form.recipient().trim())} art={<DoneSign />}>
          <button type="button" class="big-button" onClick={() => props.onBack()}>
            {words().back}
          </button>
        </Message>
      </Match>
      <Match when={form.page() === 'what'}>
        <WhatCame form={form} onBack={() => props.onBack()} />
      </Match>
      <Match when={form.page() === 'proof'}>
        <Proof form={form} />
      </Match>
    </Switch>
  )
}

type Form = ReturnType<typeof receiptForm>

function receiptForm() {
  const [page, setPage] = createSignal<'what' | 'proof' | 'done'>('what')
  const [recipient, setRecipient] = createSignal('')
  const [portions, setPortions] = createSignal('')
  const [rejected, setRejected] = createSignal('')
  const [reason, setReason] = createSignal('')
  const [photo, setPhoto] = createSignal<Blob>()
  const [signature, setSignature] = createSignal<Blob>()
  const [bad, setBad] = createSignal<Bad>()
  const [refused, setRefused] = createSignal<string>()
  const [isSending, setSending] = createSignal(false)

  const next = () => {
    const wrong = faultIn({ recipient: recipient(), portions: portions(), rejected: rejected(), reason: reason() })
    setBad(wrong)
    if (wrong === undefined) setPage('proof')
  }
  const takePhoto = (file: File | undefined) => {
    if (file === undefined) return
    setBad(undefined)
    void photoOf(file).then(taken => (taken === undefined ? setBad('photo') : setPhoto(taken)))
  }
  const send = async () => {
    setSending(true)
    const sent = await sendReceipt({
      recipient: recipient().trim(),
      portions: whole(portions()),
      rejected: whole(rejected()),
      reason: reason().trim(),
      photo: photo(),
      signature: signature(),
    })
    setSending(false)
    setRefused('refused' in sent ? sent.refused : undefined)
    if ('done' in sent) setPage('done')
    // Without the photo it can be sent at once.
    else if (sent.refused === 'storage_full') setPhoto(undefined)
  }
  return {
    ...{ page, setPage, recipient, setRecipient, portions, setPortions, rejected, setRejected, reason, setReason },
    ...{ photo, takePhoto, setSignature, bad, refused, isSending, next, send },
  }
}

function whole(text: string): number | undefined {
  const typed = typedPortions(text)
  return typed === 'bad' ? undefined : typed
}

/** What keeps the first page from being left; who turns food away says why. */
function faultIn(form: { recipient: string; portions: string; rejected: string; reason: string }): Bad | undefined {
  if (form.recipient.trim() === '' || form.recipient.trim().length > 80) return 'recipient'
  const rejected = typedPortions(form.rejected)
  if (typedPortions(form.portions) === 'bad' || rejected === 'bad') return 'portions'
  return (rejected ?? 0) > 0 && form.reason.trim() === '' ? 'reason' : undefined
}

function WhatCame(props: { form: Form; onBack(): void }) {
  const words = useCheckpointWords()
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    props.form.next()
  }
  return (
    <form class="checkpoint-form" onSubmit={send} novalidate>
      <h1 class="checkpoint-unseen">{words().receipt.title}</h1>
      <Field label={words().receipt.recipient} value={props.form.recipient()} onInput={props.form.setRecipient} />
      <div class="checkpoint-pair">
        <Field label={words().receipt.portions} value={props.form.portions()} onInput={props.form.setPortions} inputMode="numeric" />
        <Field label={words().receipt.rejected} value={props.form.rejected()} onInput={props.form.setRejected} inputMode="numeric" />
      </div>
      <Field label={words().receipt.reason} value={props.form.reason()} onInput={props.form.setReason} />
      <div class="checkpoint-acts">
        <Show when={props.form.bad()}>{what => <p role="alert">{words().bad[what()]}</p>}</Show>
        <button type="button" class="dock-button" onClick={() => props.onBack()}>
          {words().back}
        </button>
        <button type="submit" class="dock-button checkpoint-send">
          {words().receipt.next}
        </button>
      </div>
    </form>
  )
}

function Proof(props: { form: Form }) {
  const words = useCheckpointWords()
  const trouble = () => {
    const [bad, refused] = [props.form.bad(), props.form.refused()]
    if (bad !== undefined) return words().bad[bad]
    return refused === undefined ? undefined : refusalIn(words(), refused)
  }
  return (
    <div class="checkpoint-form checkpoint-proof">
      <h1 class="checkpoint-unseen">{words().receipt.title}</h1>
      <SignatureField onSigned={props.form.setSignature} />
      <Show when={trouble()}>{why => <p role="alert">{why()}</p>}</Show>
      <div class="checkpoint-acts">
        <input
          id="checkpoint-photo"
          class="checkpoint-unseen"
          type="file"
          accept="image/*"
          capture="environment"
          onChange={event => props.form.takePhoto(event.currentTarget.files?.[0])}
        />
        <label for="checkpoint-photo" class="dock-button checkpoint-photo">
          {props.form.photo() === undefined ? words().receipt.photo : words().receipt.photoTaken}
        </label>
        <button type="button" class="dock-button" onClick={() => props.form.setPage('what')}>
          {words().back}
        </button>
        <button type="button" class="dock-button checkpoint-send" disabled={props.form.isSending()} onClick={() => void props.form.send()}>
          {words().receipt.send}
        </button>
      </div>
    </div>
  )
}
