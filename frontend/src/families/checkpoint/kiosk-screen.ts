/** What a checkpoint shows: a pure function of what the panel last said and of what this screen sent. */
import type { HandoverStep } from '@palang/protocol'
import type { PanelCheckpoint, PanelSnapshot } from '../../kiosk/snapshot.ts'
import type { Tone } from '../../kiosk/tone.ts'

/** The warnings this version has words for; another one is told as `other`. */
const knownWarnings = [
  'unknown_status',
  'unknown_tag',
  'not_expected',
  'skipped_step',
  'repeated_step',
  'too_old',
  'too_cold',
  'clock_unsure',
] as const
export type WarningWord = (typeof knownWarnings)[number] | 'other'

/** `wrong`: the container should not go on like this; it is recorded all the same. */
export type Mark = 'fine' | 'odd' | 'wrong'

/** A scan that is on the disk of the checkpoint. */
export interface Scanned {
  id: string
  /** The container's name, or its tag where nobody named it. */
  name: string
  school: string | null
  step: HandoverStep | null
  repeated: boolean
  mark: Mark
  warnings: readonly WarningWord[]
  at: string | null
}

export type CheckpointScreen =
  | { kind: 'broken' }
  | {
      kind: 'scanning'
      place: string | null
      step: HandoverStep
      steps: readonly HandoverStep[]
      /** Containers of this step today. */
      count: number
      /** Of how many, where the plan says so. */
      expected: number | null
      backlog: number
      lastSyncAt: string | null
      last: Scanned | null
    }

/** The one screen for what the panel said. A checkpoint that cannot write says nothing of scans. */
export function checkpointScreen({ checkpoint }: PanelSnapshot): CheckpointScreen {
  if (checkpoint === undefined || !isRunning(checkpoint)) return { kind: 'broken' }
  const { step, steps, place, today, expected, backlog, last } = checkpoint
  return {
    kind: 'scanning',
    place: place?.name ?? null,
    step,
    steps,
    count: today[step] ?? 0,
    expected: expected?.containers ?? null,
    backlog,
    lastSyncAt: checkpoint.last_sync_at,
    last: last === null ? null : scannedOf(last),
  }
}

/** A scan as the panel tells it, in its status or as the answer to one that was sent from here. */
export function scannedOf(told: {
  id: string
  tag_id: string
  label: string | null
  school?: string | null
  step: HandoverStep | null
  repeated: boolean
  warnings: readonly string[]
  at?: string
}): Scanned {
  const { id, tag_id: tag, label, school = null, step, repeated, at = null } = told
  const warnings = told.warnings.map(warningWord).toSorted((a, b) => Number(isGrave(b)) - Number(isGrave(a)))
  return { id, name: label ?? tag, school, step, repeated, mark: markOf(warnings), warnings, at }
}

/** The ground a screen with this last scan stands on. */
export function toneOf(screen: CheckpointScreen): Tone {
  if (screen.kind === 'broken') return 'attend'
  return screen.last === null ? 'neutral' : markTone[screen.last.mark]
}

const markTone: Record<Mark, Tone> = { fine: 'go', odd: 'attend', wrong: 'stop' }

function markOf(warnings: readonly WarningWord[]): Mark {
  if (warnings.some(isGrave)) return 'wrong'
  return warnings.length === 0 ? 'fine' : 'odd'
}

function isGrave(warning: WarningWord): boolean {
  return warning === 'unknown_tag' || warning === 'too_old'
}

function warningWord(code: string): WarningWord {
  return knownWarnings.find(known => known === code) ?? 'other'
}

function isRunning(told: NonNullable<PanelSnapshot['checkpoint']>): told is PanelCheckpoint {
  return 'step' in told
}
