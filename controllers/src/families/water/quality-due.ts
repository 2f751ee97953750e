/** Whether sensor and flow meter have to be calibrated anew. */
import type { WaterSettings } from '@palang/protocol'

type Calibration = WaterSettings['calibrations'][string]

const measures = { sensor: ['tds', 'ph'], flow: ['flow'], any: ['tds', 'ph', 'flow'] } as const

/** Whether one of those calibrations is past its date; one that was never recorded has none. */
export function isOverdue(calibration: Calibration | null, nowMs: number, of: keyof typeof measures): boolean {
  return measures[of].some(name => {
    const due = calibration?.[name]?.due_at
    return due !== undefined && Date.parse(due) < nowMs
  })
}

/** Of a sensor that has to be calibrated to be believed: one that never was is overdue as well. */
export function isUncalibrated(calibration: Calibration | null, nowMs: number): boolean {
  return calibration?.tds === undefined || calibration.ph === undefined || isOverdue(calibration, nowMs, 'sensor')
}
