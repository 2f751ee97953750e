/** One entry of a session's time line in words. Pure, apart from the language. */
import type { TimelineEntry } from '@palang/protocol'
import type { I18n } from '../../i18n/i18n.tsx'
import type { Tone } from '../../ui/tone.tsx'
import { actWord } from '../../words/act-word.ts'
import { actorName, deviceName } from '../../words/machine-words.ts'
import { outcomeWord, proofWord, reasonWord } from '../../words/stay-words.ts'

export type EntryKind = TimelineEntry['kind']

export interface EntryWords {
  title: string
  /** What makes this one particular: card, amount, proof, reason. */
  detail: string
  tone: Tone
  /** Where or by whom. */
  who: string
}

type Fact = Extract<TimelineEntry, { kind: 'fact' }>

/** A photo and the fact that it was taken are one moment; the fact is shown only while its photo has not arrived. */
export function withoutRepeats(entries: readonly TimelineEntry[]): TimelineEntry[] {
  const photos = new Set(entries.filter(entry => entry.kind === 'photo').map(entry => entry.id))
  return entries.filter(entry => entry.kind !== 'fact' || entry.type !== 'image_captured' || !photos.has(textOf(entry.payload['image_id'])))
}

/** What happened, in the person's language. `nameOf` gives a machine its name. */
export function entryWords(i18n: I18n, entry: TimelineEntry, nameOf: (machineId: string) => string): EntryWords {
  switch (entry.kind) {
    case 'fact':
      return { ...factWords(i18n, entry), who: nameOf(entry.machine_id) }
    case 'command':
      return commandWords(i18n, entry)
    case 'payment':
      return {
        title: `${i18n.tMaybe(`money.${entry.entry}`, entry.entry)} ${i18n.format().money(Math.abs(entry.amount), entry.currency)}`,
        detail: [i18n.tMaybe(`method.${entry.method}`, entry.method), entry.note ?? ''].filter(Boolean).join(' · '),
        tone: 'flow',
        who: entry.machine_id === null ? actorName(entry.actor) : nameOf(entry.machine_id),
      }
    case 'photo':
      return {
        title: i18n.t('fact.image_captured'),
        detail: i18n.tMaybe(`photo.${entry.reason}`, entry.reason.replaceAll('_', ' ')),
        tone: 'info',
        who: nameOf(entry.machine_id),
      }
    case 'audit':
      return {
        title: actWord(i18n, entry.action),
        detail: reasonWord(i18n, entry.reason),
        tone: 'attend',
        who: actorName(entry.actor),
      }
  }
}

function commandWords(i18n: I18n, { type, payload, state, reason, actor }: Extract<TimelineEntry, { kind: 'command' }>): EntryWords {
  const ofType = i18n.tMaybe(`command.${type}`, type.replaceAll('_', ' '))
  const ofState = i18n.tMaybe(`command.state.${state}`, state)
  return {
    title: i18n.tMaybe(`command.${type}.${textOf(payload['action'])}`, ofType),
    // Only a boom is proven; and a photo is taken because of the act above it, whose reason stands there.
    detail:
      type === 'camera_control'
        ? i18n.tMaybe(`command.camera.${state}`, ofState)
        : [ofState, reasonWord(i18n, reason)].filter(Boolean).join(' · '),
    tone: state === 'succeeded' ? 'flow' : state === 'failed' || state === 'rejected' ? 'stop' : 'attend',
    who: actorName(actor),
  }
}

/** Facts whose type alone says that something went wrong or wants a look. */
const tones: Record<string, Tone> = {
  barrier_failed: 'stop',
  vehicle_turned_back: 'attend',
  alarm_raised: 'attend',
  device_disconnected: 'attend',
  vehicle_passed: 'flow',
  payment_completed: 'flow',
  barrier_opened: 'flow',
}

function factWords(i18n: I18n, fact: Fact): Omit<EntryWords, 'who'> {
  const { payload: p } = fact
  if (fact.type === 'access_decided') {
    const approved = p['approved'] === true
    const credential = i18n.tMaybe(`credential.${textOf(p['credential'])}`, textOf(p['credential']))
    const name = textOf(p['card_id']) || textOf(p['ticket']) || textOf(p['license_plate'])
    return {
      title: i18n.t(approved ? 'fact.access_decided.yes' : 'fact.access_decided.no'),
      detail: [credential, name, reasonWord(i18n, textOf(p['reason']))].filter(Boolean).join(' · '),
      tone: approved ? 'flow' : 'stop',
    }
  }
  const ordered = fact.type === 'barrier_ordered' ? i18n.tMaybe(`command.gate_control.${textOf(p['action'])}`, '') : ''
  if (ordered !== '') return { title: ordered, detail: factDetail(i18n, { ...p, action: '' }), tone: 'info' }
  return {
    title: i18n.tMaybe(`fact.${fact.type}`, fact.type.replaceAll('_', ' ')),
    // Why a device went is in the words of the system; they are in the log of the machine.
    detail: factDetail(i18n, fact.type === 'device_disconnected' ? { ...p, reason: '' } : p, isOfWater(fact.type) ? 'water' : 'gate'),
    tone: tones[fact.type] ?? 'info',
  }
}

/** What a reason means there. */
function isOfWater(type: string): boolean {
  return type.startsWith('pour_') || type.startsWith('sale_')
}

/** What a sensor said, or the means of what it said for a while. */
function readingText(i18n: I18n, p: Record<string, unknown>): string[] {
  const said = asRecord(p['reading']) ?? p
  const number = (value: unknown) => (typeof value === 'number' ? value : asRecord(value)?.['mean'])
  const text = (name: string, value: unknown, digits: number) => {
    const found = number(value)
    return typeof found === 'number' ? [`${name} ${i18n.format().decimal(found, digits)}`] : []
  }
  return [...text('TDS', said['tds'], 0), ...text('pH', said['ph'], 1)]
}

function asRecord(value: unknown): Record<string, unknown> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : undefined
}

function factDetail(i18n: I18n, p: Record<string, unknown>, family: 'gate' | 'water' = 'gate'): string {
  const parts = readingText(i18n, p)
  if (typeof p['amount'] === 'number') parts.push(i18n.format().money(p['amount'], textOf(p['currency']) || undefined))
  if (textOf(p['method']) !== '') parts.push(i18n.tMaybe(`method.${textOf(p['method'])}`, textOf(p['method'])))
  if (textOf(p['action']) !== '') parts.push(i18n.tMaybe(`gate.action.${textOf(p['action'])}`, textOf(p['action'])))
  const evidence = p['evidence']
  if (typeof evidence === 'object' && evidence !== null && 'kind' in evidence && typeof evidence.kind === 'string') {
    const after = 'after_ms' in evidence && typeof evidence.after_ms === 'number' ? ` (${i18n.format().span(evidence.after_ms)})` : ''
    parts.push(proofWord(i18n, evidence.kind) + after)
  }
  if (textOf(p['reason']) !== '') parts.push(outcomeWord(i18n, { family, outcome_reason: textOf(p['reason']) }))
  if (textOf(p['device']) !== '') parts.push(deviceName(i18n, textOf(p['device'])))
  if (textOf(p['code']) !== '') parts.push(i18n.tMaybe(`alarm.${textOf(p['code'])}`, textOf(p['message']) || textOf(p['code'])))
  return parts.join(' · ')
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}
