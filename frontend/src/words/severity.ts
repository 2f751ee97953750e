import type { AlarmSeverity } from '@palang/protocol'
import type { Tone } from '../ui/tone.tsx'

/** The meaning of an alarm's severity in colour and icon. */
export const severityTone: Record<AlarmSeverity, Tone> = { critical: 'stop', warning: 'attend', info: 'info' }
