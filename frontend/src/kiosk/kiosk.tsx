/** The kiosk: what the panel says, in the language chosen, on the ground of its state. */
import type { Clock } from '@palang/kit/clock'
import { createEffect, createMemo, createSignal, Match, on, onCleanup, onMount, Show, Switch } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { createFormats, type Locale } from '../i18n/format.ts'
import { themeAt, type Theme } from './daylight.ts'
import type { KioskFamily } from './family.ts'
import { familyHere } from './family-here.ts'
import { Frame } from './frame.tsx'
import { Help, type HelpState } from './help.tsx'
import { words } from './i18n/words.ts'
import { idleReset } from './idle-reset.ts'
import { defaultLanguage, keepLanguage, keptLanguage, type KeptText } from './language.ts'
import { Message } from './message.tsx'
import { callAttendant, openEvents, startAnew } from './panel.ts'
import { panelLink } from './panel-link.ts'
import { UnpluggedSign, WarningSign, Working } from './signs.tsx'
import { newsOf, saidIn } from './said-here.ts'
import type { PanelSnapshot } from './snapshot.ts'
import { type Speech, SpeechContext, useSpeech } from './speech.ts'
import type { Tone } from './tone.ts'

/** After these quiet times the language goes back: nobody there, or a customer who may only be looking for a card. */
const restingMs = 20_000
const servingMs = 90_000
const helpMs = 25_000
const countdownS = 10
const clockTickMs = 5_000

export interface KioskProps {
  clock: Clock
  storage: KeptText
  pinned: Theme | undefined
}

type Link = 'starting' | 'live' | 'lost'

export function Kiosk(props: KioskProps) {
  const [snapshot, setSnapshot] = createSignal<PanelSnapshot>()
  const [link, setLink] = createSignal<Link>('starting')
  const [language, setLanguage] = createSignal<Locale>(keptLanguage(props.storage))
  const name = createMemo(() => snapshot()?.machine.family)
  const family = familyHere(name, props.clock, () => void startAnew())

  onMount(() => {
    const panel = panelLink({
      clock: props.clock,
      open: openEvents,
      onSnapshot: heard => {
        setSnapshot(heard)
        setLink('live')
      },
      onLost: () => setLink('lost'),
    })
    panel.start()
    onCleanup(() => panel.stop())
  })

  const choose = (chosen: Locale) => {
    setLanguage(chosen)
    keepLanguage(props.storage, chosen)
  }
  return (
    <SpeechContext.Provider value={speechOf(language, () => snapshot()?.outlet.timezone ?? 'UTC', props.clock)}>
      <Surface {...props} snapshot={snapshot()} link={link()} family={family()} onLanguage={choose} />
    </SpeechContext.Provider>
  )
}

interface SurfaceProps extends KioskProps {
  snapshot: PanelSnapshot | undefined
  link: Link
  /** Null when there is none for this machine, undefined while it is being loaded. */
  family: KioskFamily | null | undefined
  onLanguage(language: Locale): void
}

function Surface(props: SurfaceProps) {
  const { language, say } = useSpeech()
  const time = wallClock(props.clock)
  const help = helpCall(props.clock)
  const progress = createMemo(() => (props.snapshot === undefined ? '' : (props.family?.progress(props.snapshot) ?? '')))
  const resting = () => props.snapshot === undefined || (props.family?.resting(props.snapshot) ?? true)
  const [countdown, setCountdown] = createSignal<number>()
  const reset = idleReset({ clock: props.clock, countdownS, onCountdown: setCountdown, onReset: () => props.onLanguage(defaultLanguage) })
  const stay = () => {
    if (language() === defaultLanguage) reset.disarm()
    else reset.arm(resting() ? restingMs : servingMs)
    help.stay()
  }

  createEffect(on([language, progress], stay))
  // What happens at the gate matters more than the answer to a call that was made before it.
  createEffect(on(progress, () => help.close(), { defer: true }))
  const news = createMemo(() => newsOf(props.snapshot?.lane?.help))
  createEffect(on(news, heard => (heard === '' ? undefined : help.answer())))
  createEffect(() => {
    const zone = props.snapshot?.outlet.timezone
    if (props.pinned !== undefined) document.documentElement.dataset['theme'] = props.pinned
    else if (zone !== undefined) document.documentElement.dataset['theme'] = themeAt(time(), zone)
  })
  createEffect(() => {
    document.documentElement.lang = language()
  })
  onCleanup(() => reset.disarm())

  const place = () => props.snapshot && `${props.snapshot.outlet.name} · ${props.snapshot.machine.name}`
  const clock = () => props.snapshot && say().time(time())
  return (
    <div class="touch" onPointerDown={stay}>
      <Frame
        tone={toneOf(props, help.state())}
        place={place()}
        time={clock()}
        simulation={props.snapshot?.simulation === true}
        attended={news() !== ''}
        starting={isStarting(props)}
        hubOffline={props.link === 'live' && props.snapshot?.hub.online === false}
        countdown={help.state() === undefined ? countdown() : help.countdown()}
        helpOpen={help.state() !== undefined}
        onHelp={() => (help.state() === undefined ? help.call() : help.close())}
        onLanguage={() => props.onLanguage(language() === 'id' ? 'en' : 'id')}
      >
        <Stage {...props} help={help.state()} onAgain={() => help.call()} />
      </Frame>
    </div>
  )
}

function Stage(props: SurfaceProps & { help: HelpState | undefined; onAgain(): void }) {
  const { words } = useSpeech()
  return (
    <Switch>
      <Match when={props.help}>
        {state => <Help state={state()} said={saidIn(props.snapshot?.lane?.help, words().help.phrases)} onAgain={() => props.onAgain()} />}
      </Match>
      <Match when={props.link === 'lost'}>
        <Message title={words().frame.lostTitle} body={words().frame.lostBody} art={<UnpluggedSign />} />
      </Match>
      <Match when={isStarting(props)}>
        <Message title={words().frame.starting} body={words().help.callingBody} art={<Working />} />
      </Match>
      <Match when={props.snapshot}>
        {snapshot => (
          <Show
            when={props.family}
            fallback={<Message title={words().frame.notYetTitle} body={words().frame.notYetBody} art={<WarningSign />} />}
          >
            {family => <Dynamic component={family().View} snapshot={snapshot()} />}
          </Show>
        )}
      </Match>
    </Switch>
  )
}

function isStarting({ snapshot, family, link }: SurfaceProps): boolean {
  return link !== 'lost' && (snapshot === undefined || family === undefined)
}

function toneOf({ link, snapshot, family }: SurfaceProps, help: HelpState | undefined): Tone {
  if (help === 'failed') return 'attend'
  if (help !== undefined) return 'neutral'
  if (link === 'lost') return 'stale'
  if (snapshot === undefined || family === undefined) return 'neutral'
  return family?.tone(snapshot) ?? 'attend'
}

function wallClock(clock: Clock) {
  const [time, setTime] = createSignal(clock.now())
  const tick = clock.every(clockTickMs, () => setTime(clock.now()))
  onCleanup(() => tick.cancel())
  return time
}

/** The help call's answer on the screen, which closes by itself. */
function helpCall(clock: Clock) {
  const [state, setState] = createSignal<HelpState>()
  const [countdown, setCountdown] = createSignal<number>()
  const close = () => {
    setState(undefined)
    wait.disarm()
  }
  const wait = idleReset({ clock, countdownS, onCountdown: setCountdown, onReset: close })
  const stay = () => {
    if (state() !== undefined && state() !== 'calling') wait.arm(helpMs)
  }
  const call = () => {
    setState('calling')
    void callAttendant().then(called => {
      // The customer may have gone back while the call was under way.
      if (state() !== 'calling') return
      setState(called ? 'called' : 'failed')
      stay()
    })
  }
  /** An operator has taken the call, or says something new. */
  const answer = () => {
    setState('answered')
    wait.arm(helpMs)
  }
  onCleanup(() => wait.disarm())
  return { state, countdown, call, close, stay, answer }
}

function speechOf(language: () => Locale, timeZone: () => string, clock: Clock): Speech {
  const say = createMemo(() => createFormats(language(), timeZone(), () => clock.now()))
  return { language, words: () => words[language()], say }
}
