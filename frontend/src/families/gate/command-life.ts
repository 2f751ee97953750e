/** The life of one barrier command as the steps a person follows: sent, taken, moving, proven. Pure. */
import type { CommandLife, CommandState, Evidence, ProblemRef } from '@palang/protocol'

export type GateAction = 'open' | 'close' | 'stop'
export type StepKind = 'sent' | 'accepted' | 'moving' | 'end'

/** What is known of a command, whichever way it was heard. Times are milliseconds of one clock. */
export interface CommandStory {
  id: string | undefined
  action: GateAction
  sentAtMs: number
  acceptedAtMs: number | undefined
  /** The board reported the barrier moving. */
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

/** The story of an order that leaves at `atMs`. */
export function newStory({ action, reason }: { action: GateAction; reason?: string | undefined }, atMs: number): CommandStory {
  return {
    id: undefined,
    action,
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

/** The colour of an end: proven, not proven, or not done. */
export function endTone(story: CommandStory): 'flow' | 'attend' | 'stop' {
  if (story.state === 'succeeded') return story.evidence?.kind === 'assumed' ? 'attend' : 'flow'
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
  if (story.action !== 'stop' && !refused && (!over || story.movingAtMs !== undefined)) {
    const tone = story.movingAtMs !== undefined ? 'flow' : story.acceptedAtMs !== undefined ? 'now' : 'ahead'
    steps.push({ kind: 'moving', afterMs: after(story.movingAtMs), tone })
  }
  const moved = story.movingAtMs !== undefined || story.action === 'stop'
  steps.push({
    kind: 'end',
    afterMs: after(story.endedAtMs),
    tone: over ? endTone(story) : moved && story.acceptedAtMs !== undefined ? 'now' : 'ahead',
  })
  return steps
}

/** The story as the hub recorded it. A barrier's movement is not part of the record. */
export function storyOfRecord(command: CommandLife): CommandStory {
  const at = (state: CommandState) => {
    const found = command.events.find(event => event.state === state)
    return found === undefined ? undefined : Date.parse(found.at)
  }
  const action = command.payload['action']
  return {
    id: command.id,
    action: action === 'close' || action === 'stop' ? action : 'open',
    sentAtMs: at('sent') ?? Date.parse(command.created_at),
    acceptedAtMs: at('accepted'),
    movingAtMs: undefined,
    endedAtMs: command.ended_at === null ? undefined : Date.parse(command.ended_at),
    state: command.state,
    evidence: command.evidence ?? undefined,
    error: command.error ?? undefined,
    reason: command.reason ?? undefined,
    actor: command.actor,
  }
}
