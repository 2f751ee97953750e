/** The life of one command as the steps a person follows: sent, taken, moving, proven. Pure. */
import type { CommandLife, CommandState, Evidence, ProblemRef } from '@palang/protocol'

type StepKind = 'sent' | 'accepted' | 'moving' | 'end'

/** What is known of a command, whichever way it was heard. Times are milliseconds of one clock. */
export interface CommandStory<Action extends string = string> {
  id: string | undefined
  action: Action
  /** Something is seen to move between taking it and proving it. */
  moves: boolean
  /** Its success is the machine's own state, or what its board confirmed: no sensor has to tell. */
  tellsItself?: boolean
  sentAtMs: number
  acceptedAtMs: number | undefined
  /** The machine reported that it moves. */
  movingAtMs: number | undefined
  endedAtMs: number | undefined
  state: CommandState
  evidence: Evidence | undefined
  error: ProblemRef | undefined
  reason: string | undefined
  actor: string | undefined
}

export interface LifeStep {
  kind: StepKind
  /** Milliseconds after sending; undefined while it has not happened. */
  afterMs: number | undefined
  tone: 'flow' | 'attend' | 'stop' | 'ahead' | 'now'
}

const ended: ReadonlySet<CommandState> = new Set(['succeeded', 'failed', 'rejected', 'expired', 'unknown'])

/** What is asked of a machine, as far as its story tells it. */
export interface Order<Action extends string = string> {
  action: Action
  reason?: string | undefined
}

/** The story of an order that leaves at `atMs`. */
export function newStory<Action extends string>({ action, reason }: Order<Action>, atMs: number, moves: boolean): CommandStory<Action> {
  return {
    id: undefined,
    action,
    moves,
    sentAtMs: atMs,
    acceptedAtMs: undefined,
    movingAtMs: undefined,
    endedAtMs: undefined,
    state: 'sent',
    evidence: undefined,
    error: undefined,
    reason,
    actor: undefined,
  }
}

/** Whether nothing more is expected for now. */
export function hasEnded(story: Pick<CommandStory, 'state'>): boolean {
  return ended.has(story.state)
}

/** Whether it is said to be done and nothing proves it. */
export function isAssumed({ state, evidence, tellsItself }: CommandStory): boolean {
  return state === 'succeeded' && evidence?.kind === 'assumed' && tellsItself !== true
}

/** The colour of an end: proven, not proven, or not done. */
export function endTone(story: CommandStory): 'flow' | 'attend' | 'stop' {
  if (story.state === 'succeeded') return isAssumed(story) ? 'attend' : 'flow'
  return story.state === 'unknown' || story.state === 'expired' ? 'attend' : 'stop'
}

/** The steps to draw, in order. Movement is left out once the command ended without anybody having seen it. */
export function lifeSteps(story: CommandStory): LifeStep[] {
  const over = hasEnded(story)
  const after = (atMs: number | undefined) => (atMs === undefined ? undefined : Math.max(0, atMs - story.sentAtMs))
  const steps: LifeStep[] = [{ kind: 'sent', afterMs: 0, tone: 'flow' }]
  const refused = story.state === 'rejected' || story.state === 'expired'
  if (!refused || story.acceptedAtMs !== undefined) {
    steps.push({ kind: 'accepted', afterMs: after(story.acceptedAtMs), tone: story.acceptedAtMs === undefined && !over ? 'now' : 'flow' })
  }
  if (story.moves && !refused && (!over || story.movingAtMs !== undefined)) {
    const tone = story.movingAtMs !== undefined ? 'flow' : story.acceptedAtMs !== undefined ? 'now' : 'ahead'
    steps.push({ kind: 'moving', afterMs: after(story.movingAtMs), tone })
  }
  const moved = story.movingAtMs !== undefined || !story.moves
  steps.push({
    kind: 'end',
    afterMs: after(story.endedAtMs),
    tone: over ? endTone(story) : moved && story.acceptedAtMs !== undefined ? 'now' : 'ahead',
  })
  return steps
}

/** The story as the hub recorded it, of what `action` the caller finds in it. What moved meanwhile is not part of the record. */
export function storyOfRecord<Action extends string>(command: CommandLife, action: Action, moves: boolean): CommandStory<Action> {
  const at = (state: CommandState) => {
    const found = command.events.find(event => event.state === state)
    return found === undefined ? undefined : Date.parse(found.at)
  }
  return {
    ...newStory({ action, reason: command.reason ?? undefined }, at('sent') ?? Date.parse(command.created_at), moves),
    id: command.id,
    acceptedAtMs: at('accepted'),
    endedAtMs: command.ended_at === null ? undefined : Date.parse(command.ended_at),
    state: command.state,
    evidence: command.evidence ?? undefined,
    error: command.error ?? undefined,
    actor: command.actor,
  }
}
