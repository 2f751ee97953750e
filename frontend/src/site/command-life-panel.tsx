import { For, type JSX, Show } from 'solid-js'
import { type I18n, useI18n } from '../i18n/i18n.tsx'
import { type CommandStory, hasEnded, isAssumed, type LifeStep, lifeSteps } from './command-life.ts'
import { commandProblem, reasonWord } from '../words/stay-words.ts'
import './command-life.css'

/** What the acts of a family are called, while they go on and once they are proven. */
export interface LifeWords<Action extends string> {
  act: (action: Action) => string
  moving: (action: Action) => string
  proven: (action: Action) => string
}

function stepWord<A extends string>(i18n: I18n, words: LifeWords<A>, story: CommandStory<A>, step: LifeStep): string {
  if (step.kind === 'sent' || step.kind === 'accepted') return i18n.t(`gate.life.${step.kind}`)
  if (step.kind === 'moving') return words.moving(story.action)
  if (!hasEnded(story)) return words.proven(story.action)
  if (story.state !== 'succeeded') return i18n.tMaybe(`gate.life.${story.state}`, story.state)
  return isAssumed(story) ? i18n.t('gate.life.assumed') : words.proven(story.action)
}

function Step<A extends string>(props: { story: CommandStory<A>; words: LifeWords<A>; step: LifeStep }): JSX.Element {
  const i18n = useI18n()
  const time = () => {
    if (props.step.kind === 'sent') return i18n.format().clock(new Date(props.story.sentAtMs).toISOString())
    if (props.step.afterMs !== undefined) return `+ ${i18n.format().span(props.step.afterMs)}`
    return props.step.tone === 'now' ? i18n.t('gate.life.waiting') : ' '
  }
  const isEnd = () => props.step.kind === 'end' && hasEnded(props.story)
  return (
    <li class={`life-step ${['flow', 'attend', 'stop'].includes(props.step.tone) ? props.step.tone : ''}`} data-tone={props.step.tone}>
      <b class={isEnd() ? 'text-(--c)' : ''}>{stepWord(i18n, props.words, props.story, props.step)}</b>
      <span class="whitespace-nowrap">{time()}</span>
    </li>
  )
}

/** How the last command went, step by step, as it goes. */
export function CommandLifePanel<A extends string>(props: { story: CommandStory<A> | undefined; words: LifeWords<A> }): JSX.Element {
  const i18n = useI18n()
  const problem = () => {
    const error = props.story?.error
    return error === undefined ? undefined : commandProblem(i18n, error)
  }
  const about = (story: CommandStory<A>) =>
    [props.words.act(story.action), reasonWord(i18n, story.reason), story.actor?.replace(/^user:/, '')]
      .filter(part => part !== '' && part !== undefined)
      .join(' · ')
  return (
    <div aria-live="polite">
      <h2 class="panel-title mb-2">{i18n.t('gate.lastCommand')}</h2>
      <Show when={props.story} fallback={<p class="text-[13px] text-faint">{i18n.t('gate.noCommand')}</p>}>
        {story => (
          <>
            <ol class="life">
              <For each={lifeSteps(story())}>{step => <Step story={story()} words={props.words} step={step} />}</For>
            </ol>
            <Show when={problem()}>{text => <p class={`note mt-3 ${story().state === 'unknown' ? 'attend' : 'stop'}`}>{text()}</p>}</Show>
            <p class="mt-3 text-[12.5px] text-faint [overflow-wrap:anywhere]">{about(story())}</p>
          </>
        )}
      </Show>
    </div>
  )
}
