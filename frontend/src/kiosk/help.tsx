/** The answer to the help button; it says "called" only when the call got through. */
import { Match, Switch } from 'solid-js'
import { Message } from './message.tsx'
import { Attendant, WarningSign, Working } from './signs.tsx'
import { useSpeech } from './speech.ts'

export type HelpState = 'calling' | 'called' | 'failed' | 'answered'

/** `said` is what an operator has the screen say. */
export function Help(props: { state: HelpState; said: string | undefined; onAgain(): void }) {
  const { words } = useSpeech()
  return (
    <Switch>
      <Match when={props.state === 'calling'}>
        <Message title={words().help.calling} body={words().help.callingBody} art={<Working />} />
      </Match>
      <Match when={props.state === 'called'}>
        <Message title={words().help.called} body={words().help.calledBody} art={<Attendant />} />
      </Match>
      <Match when={props.state === 'answered'}>
        <Message
          title={props.said ?? words().help.answered}
          body={props.said === undefined ? words().help.answeredBody : words().help.answered}
          art={<Attendant />}
        />
      </Match>
      <Match when={props.state === 'failed'}>
        <Message title={words().help.failed} body={words().help.failedBody} art={<WarningSign />}>
          <button class="big-button" type="button" onClick={() => props.onAgain()}>
            {words().help.again}
          </button>
        </Message>
      </Match>
    </Switch>
  )
}
