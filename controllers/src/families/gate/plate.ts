/** A plate the camera is sure of is presented like a card. */
import { obstacleTo, present } from './credential.ts'
import type { Turn } from './state.ts'

/** Presents the plate of who stands here, once in a visit, and only while the driver has shown nothing. */
export function presentPlate(turn: Turn): void {
  const { visit } = turn.state
  if (visit === null || visit.plate === null || visit.plate.isPresented || visit.stage !== 'waiting' || visit.wasRefused) return
  if (visit.plate.confidence < turn.config.minPlateConfidence || obstacleTo(turn) !== null) return
  visit.plate.isPresented = true
  present(turn, { kind: 'plate', plate: visit.plate.plate }, null)
}
