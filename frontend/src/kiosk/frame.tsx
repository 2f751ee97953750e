/** What stands around every screen: where this is, what time, help, language. */
import { Headset, Languages, Undo2, WifiOff } from './icons.ts'
import { type JSX, Show } from 'solid-js'
import { useSpeech } from './speech.ts'
import type { Tone } from './tone.ts'

export interface FrameProps {
  tone: Tone
  place: string | undefined
  time: string | undefined
  simulation: boolean
  /** An operator has taken the customer's call. */
  attended: boolean
  hubOffline: boolean
  /** What will be on the screen is still on its way. */
  starting: boolean
  /** Seconds until the language is put back, while that is in sight. */
  countdown: number | undefined
  helpOpen: boolean
  onHelp(): void
  onLanguage(): void
  children: JSX.Element
}

export function Frame(props: FrameProps) {
  const { words, say, language } = useSpeech()
  return (
    <div class="kiosk" data-tone={props.tone}>
      <header class="place">
        <span class="place-name">{props.place}</span>
        <Show when={props.simulation}>
          <span class="chip">{words().frame.simulation}</span>
        </Show>
        <Show when={props.attended}>
          <span class="chip">{words().help.answered}</span>
        </Show>
        <time class="place-time">{props.time}</time>
      </header>
      <main class="stage" aria-live="polite" aria-busy={props.starting}>
        {props.children}
      </main>
      <footer class="dock">
        <button class="dock-button" classList={{ 'dock-help': !props.helpOpen }} type="button" onClick={() => props.onHelp()}>
          <Show when={props.helpOpen} fallback={<Headset class="icon" />}>
            <Undo2 class="icon" />
          </Show>
          {props.helpOpen ? words().frame.back : words().frame.help}
        </button>
        <p class="dock-note">
          <Show
            when={props.countdown}
            fallback={
              <Show when={props.hubOffline}>
                <WifiOff class="icon" />
                <span>{words().frame.hubOffline}</span>
              </Show>
            }
          >
            {left => (
              <span>{props.helpOpen ? words().help.closesIn(say().number(left())) : words().frame.resetIn(say().number(left()))}</span>
            )}
          </Show>
        </p>
        <button class="dock-button" type="button" lang={language() === 'id' ? 'en' : 'id'} onClick={() => props.onLanguage()}>
          <Languages class="icon" />
          {words().frame.otherLanguage}
        </button>
      </footer>
    </div>
  )
}
