/** The plain screen: a drawing or sign, what it is, what to do. */
import { type JSX, Show } from 'solid-js'
import { WarningSign } from './signs.tsx'
import { useSpeech } from './speech.ts'

export interface MessageProps {
  art: JSX.Element
  /** A drawing needs half the screen, a sign only a third. */
  wide?: boolean
  /** The screen tells to press the help button, which then stands out. */
  urgesHelp?: boolean
  title: string
  body: string
  children?: JSX.Element
}

export function Message(props: MessageProps) {
  return (
    <section
      class="screen message"
      classList={{ 'message-wide': props.wide === true }}
      data-urges-help={props.urgesHelp === true ? '' : undefined}
    >
      <div class="message-words">
        <h1>{props.title}</h1>
        <p class="lead">{props.body}</p>
        <Show when={props.children}>{props.children}</Show>
      </div>
      <div class="message-art">{props.art}</div>
    </section>
  )
}

/** The machine serves nobody at its screen. */
export function NotForCustomers() {
  const { words } = useSpeech()
  return <Message title={words().frame.notYetTitle} body={words().frame.notYetBody} art={<WarningSign />} urgesHelp />
}
