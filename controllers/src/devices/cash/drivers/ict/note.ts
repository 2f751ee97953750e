/**
 * The one note inside an ICT acceptor, and its money, as a pure machine. The rule of it all: only a note that was told,
 * accepted by us in time and then reported as stacked is money. Whatever else may have gone into the box is told as
 * unproven, and a note we never said yes to has gone back.
 */
import { delays } from './delays.ts'

export type Note =
  | { at: 'none'; last: Ended | null }
  /** Told, and nobody has decided. */
  | { at: 'waiting'; amount: number; sinceMs: number }
  | { at: 'accepted'; amount: number; sinceMs: number; trouble: string | null }
  /** On its way back; `told` when it was told as `escrow`, so that its end has to be told too. */
  | { at: 'refused'; amount: number | null; told: boolean; sinceMs: number; trouble: string | null }

interface Ended {
  amount: number | null
  as: 'stacked' | 'returned' | 'unproven'
  atMs: number
}

export type NoteInput =
  /** `refuse`: why it is not taken at all; `amount` is null when it could not be read. */
  | { kind: 'escrow'; amount: number | null; refuse: string | null }
  | { kind: 'stacked' }
  | { kind: 'returned' }
  /** The acceptor, asked, says that it rests. */
  | { kind: 'rests' }
  /** A fault that stands. */
  | { kind: 'fault'; fault: string }
  | { kind: 'power_up' }
  | { kind: 'line_lost' }
  | { kind: 'accept' }
  | { kind: 'give_back' }
  /** The yes never left this computer. */
  | { kind: 'unsent' }
  | { kind: 'time' }

export type NoteNews =
  | { kind: 'escrow'; amount: number }
  | { kind: 'stacked'; amount: number }
  | { kind: 'returned'; amount: number }
  | { kind: 'refused'; amount: number | null; reason: string }
  | { kind: 'unproven'; amount: number | null; why: string }

export interface NoteStep {
  note: Note
  say?: 'accept' | 'refuse'
  tell: NoteNews[]
}

export const noNote: Note = { at: 'none', last: null }

/** One step at `nowMs` of a clock that never goes back. */
export function stepNote(note: Note, input: NoteInput, nowMs: number): NoteStep {
  switch (note.at) {
    case 'none':
      return stepNone(note, input, nowMs)
    case 'waiting':
      return stepWaiting(note, input, nowMs)
    case 'accepted':
      return stepAccepted(note, input, nowMs)
    case 'refused':
      return stepRefused(note, input, nowMs)
  }
}

/** When time alone changes something; undefined without a note. */
export function dueMs(note: Note): number | undefined {
  switch (note.at) {
    case 'none':
      return undefined
    case 'waiting':
      return note.sinceMs + delays.decideMs
    case 'accepted':
      return note.sinceMs + delays.stackMs
    case 'refused':
      return note.sinceMs + delays.returnMs
  }
}

/** Whether the acceptor may be asked how it is: not while it moves a note, for its answer would say nothing about it. */
export function mayAsk(note: Note, nowMs: number): boolean {
  switch (note.at) {
    case 'none':
      return true
    case 'waiting':
      return false
    case 'accepted':
      return nowMs - note.sinceMs >= delays.stackRestMs
    case 'refused':
      return nowMs - note.sinceMs >= delays.returnRestMs
  }
}

function stepNone(note: Extract<Note, { at: 'none' }>, input: NoteInput, nowMs: number): NoteStep {
  const { last } = note
  const ageMs = last === null ? Infinity : nowMs - last.atMs
  switch (input.kind) {
    case 'escrow':
      if (input.refuse !== null || input.amount === null)
        return sendBack(input.amount, nowMs, [{ kind: 'refused', amount: input.amount, reason: input.refuse ?? 'unreadable' }])
      return { note: { at: 'waiting', amount: input.amount, sinceMs: nowMs }, tell: [{ kind: 'escrow', amount: input.amount }] }
    case 'stacked':
      if (last?.as === 'stacked' && ageMs < delays.repeatMs) return stay(note)
      if (last?.as === 'unproven' && ageMs < delays.lateMs) return { note: ended(last.amount, 'stacked', nowMs), tell: [] }
      return unproven(null, 'stacked_unasked', nowMs)
    case 'returned':
      if (last?.as === 'stacked' && ageMs < delays.contradictMs) return unproven(last.amount, 'returned_after_stacked', nowMs)
      return stay(note)
    default:
      return stay(note)
  }
}

function stepWaiting(note: Extract<Note, { at: 'waiting' }>, input: NoteInput, nowMs: number): NoteStep {
  const { amount } = note
  const back: NoteStep = { note: { at: 'refused', amount, told: true, sinceMs: nowMs, trouble: null }, say: 'refuse', tell: [] }
  switch (input.kind) {
    case 'accept':
      return nowMs - note.sinceMs < delays.decideMs
        ? { note: { at: 'accepted', amount, sinceMs: nowMs, trouble: null }, say: 'accept', tell: [] }
        : back
    case 'give_back':
    case 'time':
      return input.kind === 'time' && nowMs - note.sinceMs < delays.decideMs ? stay(note) : back
    case 'fault':
      return { ...back, note: { at: 'refused', amount, told: true, sinceMs: nowMs, trouble: input.fault } }
    // Which of the two lies in escrow nobody knows, so neither is taken.
    case 'escrow':
      return isRepeat(note, input, nowMs) ? stay(note) : back
    case 'stacked':
      return unproven(amount, 'stacked_before_our_yes', nowMs)
    case 'returned':
    case 'line_lost':
      return returned(amount, true, nowMs)
    case 'power_up':
      return unproven(amount, 'power_lost', nowMs)
    case 'rests':
    case 'unsent':
      return stay(note)
  }
}

function stepAccepted(note: Extract<Note, { at: 'accepted' }>, input: NoteInput, nowMs: number): NoteStep {
  const { amount, sinceMs, trouble } = note
  const ageMs = nowMs - sinceMs
  switch (input.kind) {
    case 'stacked':
      return { note: ended(amount, 'stacked', nowMs), tell: [{ kind: 'stacked', amount }] }
    case 'returned':
      return returned(amount, true, nowMs)
    case 'escrow': {
      if (isRepeat(note, input, nowMs)) return stay(note)
      const reason = input.refuse ?? 'another_note'
      const next = sendBack(input.amount, nowMs, [{ kind: 'refused', amount: input.amount, reason }])
      return { ...next, tell: [{ kind: 'unproven', amount, why: 'another_note' }, ...next.tell] }
    }
    case 'power_up':
      return unproven(amount, 'power_lost', nowMs)
    case 'line_lost':
      return unproven(amount, 'line_lost', nowMs)
    case 'rests':
      return ageMs < delays.stackRestMs ? stay(note) : unproven(amount, trouble ?? 'never_said', nowMs)
    case 'time':
      return ageMs < delays.stackMs ? stay(note) : unproven(amount, trouble ?? 'no_answer', nowMs)
    case 'fault':
      return { note: { ...note, trouble: input.fault }, tell: [] }
    case 'unsent':
      return { note: { at: 'refused', amount, told: true, sinceMs: nowMs, trouble }, say: 'refuse', tell: [] }
    case 'accept':
    case 'give_back':
      return stay(note)
  }
}

function stepRefused(note: Extract<Note, { at: 'refused' }>, input: NoteInput, nowMs: number): NoteStep {
  const { amount, told, trouble } = note
  const ageMs = nowMs - note.sinceMs
  switch (input.kind) {
    case 'returned':
    case 'line_lost':
      return returned(amount, told, nowMs)
    case 'rests':
      return ageMs < delays.returnRestMs ? stay(note) : returned(amount, told, nowMs)
    case 'stacked':
      return unproven(amount, 'stacked_though_refused', nowMs)
    case 'power_up':
      return unproven(amount, 'power_lost', nowMs)
    case 'time':
      if (ageMs < delays.returnMs) return stay(note)
      return trouble === null ? returned(amount, told, nowMs) : unproven(amount, trouble, nowMs)
    case 'fault':
      return { note: { ...note, trouble: input.fault }, tell: [] }
    case 'escrow': {
      if (isRepeat(note, input, nowMs)) return stay(note)
      const first = returned(amount, told, nowMs)
      const next = stepNote(first.note, input, nowMs)
      return { ...next, tell: [...first.tell, ...next.tell] }
    }
    case 'accept':
    case 'give_back':
    case 'unsent':
      return stay(note)
  }
}

/** The same note told again, by a byte doubled on the way or by half of what was said. */
function isRepeat(note: Exclude<Note, { at: 'none' }>, input: Extract<NoteInput, { kind: 'escrow' }>, nowMs: number): boolean {
  return nowMs - note.sinceMs < delays.repeatMs && (input.amount === null || input.amount === note.amount)
}

function stay(note: Note): NoteStep {
  return { note, tell: [] }
}

function ended(amount: number | null, as: Ended['as'], atMs: number): Note {
  return { at: 'none', last: { amount, as, atMs } }
}

function unproven(amount: number | null, why: string, nowMs: number): NoteStep {
  return { note: ended(amount, 'unproven', nowMs), tell: [{ kind: 'unproven', amount, why }] }
}

function returned(amount: number | null, told: boolean, nowMs: number): NoteStep {
  return { note: ended(amount, 'returned', nowMs), tell: told && amount !== null ? [{ kind: 'returned', amount }] : [] }
}

function sendBack(amount: number | null, nowMs: number, tell: NoteNews[]): NoteStep {
  return { note: { at: 'refused', amount, told: false, sinceMs: nowMs, trouble: null }, say: 'refuse', tell }
}
