/** What a lane knows of the plates its camera reads: whose they are, and which belong to somebody who has gone. */
import type { EntryRequest, PlateRead } from '@palang/protocol'
import type { Turn, Visit } from './state.ts'
import { stopTimer } from './turn.ts'

/** The plate of one vehicle. */
export interface SeenPlate {
  plate: string
  confidence: number
  /** It was asked of the hub as a card is; that happens once in a visit. */
  isPresented: boolean
}

/** Times on the steady clock. */
export interface PlatesAround {
  /** Read with nobody on loop 1, for the vehicle that comes. */
  kept: (SeenPlate & { atMs: number }) | null
  /** Of the vehicle that went through last: cameras read it again while it leaves. */
  gone: { plate: string; atMs: number } | null
}

/** A read is that of the vehicle on loop 1, else of the next to come. One of who has just gone is nobody's. */
export function notePlate(turn: Turn, { plate, confidence }: PlateRead): void {
  const { state, context } = turn
  const { visit, plates, inputs } = state
  if (plates.gone?.plate === plate && isFresh(turn, plates.gone.atMs)) return
  const seen = { plate, confidence, isPresented: false }
  if (visit?.plate?.plate === plate || (visit?.seen === true && inputs.loop1)) {
    if (visit.plate === null || (!visit.plate.isPresented && visit.plate.confidence < confidence)) visit.plate = seen
    return
  }
  plates.kept = { ...seen, atMs: context.steadyMs }
}

/** A vehicle came: what was read just before is its plate. */
export function takePlate(turn: Turn, visit: Visit): void {
  const { plates } = turn.state
  const { kept } = plates
  plates.kept = null
  if (kept === null || !isFresh(turn, kept.atMs)) return
  const { plate, confidence, isPresented } = kept
  visit.plate = { plate, confidence, isPresented }
}

/** The visit is over. */
export function leavePlate({ state, context }: Turn, visit: Visit): void {
  if (visit.plate !== null && visit.opened) state.plates.gone = { plate: visit.plate.plate, atMs: context.steadyMs }
}

/** The visit is over and its vehicle still stands there: read again, its plate opens no second time. */
export function plateStays({ state, context }: Turn, { plate }: Visit): void {
  if (plate === null || !state.inputs.loop1) return
  state.plates = { kept: { ...plate, atMs: context.steadyMs }, gone: null }
}

/** Whether the camera, and nobody else, presented what is asked for. */
export function isReadPlate({ credential, plate }: Visit): boolean {
  return credential?.kind === 'plate' && plate?.isPresented === true && credential.plate === plate.plate
}

/** The plate lets nobody through; the driver may present anything, as if nothing had been asked. */
export function setPlateAside(turn: Turn, visit: Visit): void {
  stopTimer(turn, 'request')
  visit.stage = 'waiting'
  visit.credential = null
  visit.requestId = null
}

/** As a request carries it. */
export function plateReadOf({ plate }: Visit): Pick<EntryRequest, 'plate_read'> {
  return plate === null ? {} : { plate_read: { plate: plate.plate, confidence: plate.confidence } }
}

function isFresh({ config, context }: Turn, atMs: number): boolean {
  return context.steadyMs - atMs <= config.delays.plateKeptMs
}
