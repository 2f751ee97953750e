/** Whom an entry has places for, as the hub last said. */
import { openTo, type LanePlaces, type OpenTo } from '@palang/protocol'
import type { Turn } from './state.ts'
import { startTimer, stopTimer } from './turn.ts'

/** The hub said how many places are left; `goodForMs` is for how long that holds, null without an end. */
export function onPlaces(turn: Turn, places: LanePlaces | null, goodForMs: number | null): void {
  const holds = turn.config.direction === 'in' && places !== null && goodForMs !== 0
  turn.state.places = holds ? places : null
  if (holds && goodForMs !== null) startTimer(turn, 'places', goodForMs)
  else stopTimer(turn, 'places')
}

/** The hub has been away for so long that its word on places is worth nothing any more. */
export function onPlacesFaded(turn: Turn): void {
  turn.state.places = null
}

/** Whom this entry lets in; an entry that knows of no places lets in whoever may. */
export function laneOpenTo({ state }: Pick<Turn, 'state'>): OpenTo {
  return state.places === null ? 'everyone' : openTo(state.places)
}

/** Somebody was let in without the hub: until it says otherwise, there is one place less. */
export function takeOnePlace({ state }: Turn): void {
  const left = state.places?.left
  if (state.places !== null && typeof left === 'number') state.places = { ...state.places, left: left - 1 }
}
