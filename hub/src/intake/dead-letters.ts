/** What a person does about facts that were set aside: tries them again, or discards them for a reason. */
import type { Site } from '@palang/config'
import { CodedError, isoNow, messageOf, type Clock } from '@palang/kit'
import type { Family } from '@palang/protocol'
import { applyFact } from '../families/registry.ts'
import type { Actor, DeadLetters, LiveEvent } from '../services.ts'
import type { GatewayIntake } from '../families/checkpoint/gateway-intake.ts'
import { isOfGateway } from '../families/checkpoint/scan-letters.ts'
import { isOfDevice } from '../families/ozone/device-letters.ts'
import type { Telemetry } from '../families/ozone/telemetry.ts'
import { machineOf } from '../site-machines.ts'
import type { DeadLetterRecord, FactRecord } from '../store/records.ts'
import type { Store, Tx } from '../store/store.ts'
import { checkItem } from './check-item.ts'
import { loadProjection, type LoadedProjection } from './projection.ts'

export interface DeadLetterOptions {
  store: Store
  site: Site
  clock: Clock
  publish(event: LiveEvent): void
  /** What devices on MQTT said. */
  telemetry: Pick<Telemetry, 'retake'>
  /** What gateways of another make sent. */
  gateways: Pick<GatewayIntake, 'retake'>
}

/** Alarms about letters, by the letter's code; those of every other code share one. */
const alarmOfGap = 'journal_gap'
const alarmOfRest = 'fact_rejected'

/** The acts on one hub's dead letters; each is one transaction with its entry on the audit chain. */
export function createDeadLetters({ store, site, clock, publish, telemetry, gateways }: DeadLetterOptions): DeadLetters {
  async function handle(id: string, actor: Actor, work: (tx: Tx, letter: DeadLetterRecord) => Promise<Ending>): Promise<DeadLetterRecord> {
    const { letter, events, committed } = await store.transact(async tx => {
      const found = await tx.facts.deadLetter(id)
      if (found === undefined) throw new CodedError('not_found', 'nothing was set aside under this id')
      if (found.state !== 'open') throw new CodedError('conflict', `it is ${found.state} already, by ${found.handledBy}`)
      const at = isoNow(clock)
      const { state, reason, projection, committed = () => undefined } = await work(tx, found)
      const handled: DeadLetterRecord = { ...found, state, reason, handledAt: at, handledBy: actor.id }
      await tx.facts.saveDeadLetters([handled])
      await clearAlarm(tx, projection, found, at)
      await projection.flush()
      await tx.audit.append([
        {
          at,
          actor: actor.id,
          action: `dead_letter_${state}`,
          subject: found.machineId,
          before: { id, seq: found.seq, code: found.code, item: found.item },
          after: { state },
          reason,
          source: actor.source ?? null,
        },
      ])
      return { letter: handled, events: projection.events, committed }
    })
    committed()
    for (const event of events) publish(event)
    return letter
  }

  return {
    retry: (id, actor) =>
      handle(id, actor, async (tx, letter) => {
        const taken = { state: 'applied', reason: null } as const
        const from = isOfDevice(letter) ? telemetry : isOfGateway(letter) ? gateways : undefined
        if (from === undefined) return { ...taken, projection: await apply(tx, letter, site) }
        const committed = await from.retake(tx, letter)
        return { ...taken, committed, projection: await loadProjection(tx, [], [letter.machineId]) }
      }),
    discard: (id, actor, reason) =>
      handle(id, actor, async (tx, letter) => ({
        state: 'discarded',
        reason,
        projection: await loadProjection(tx, [], [letter.machineId]),
      })),
  }
}

interface Ending {
  state: 'applied' | 'discarded'
  reason: string | null
  /** What else the act changes, with the machine's alarms loaded. */
  projection: LoadedProjection
  /** Called once it is committed. */
  committed?: () => void
}

/** Applies what the letter holds; a fact that was stored and only its rule failed is not stored again. */
async function apply(tx: Tx, letter: DeadLetterRecord, site: Site): Promise<LoadedProjection> {
  const { machineId, epoch, receivedAt } = letter
  const family: Family | undefined = machineOf(site, machineId)?.family
  if (letter.code === alarmOfGap) throw new CodedError('conflict', 'these facts are lost; there is nothing to try again')
  if (family === undefined) throw new CodedError('conflict', `${machineId} is no machine of this site any more`)
  const checked = checkItem(letter.item, { machineId, family, epoch, receivedAt })
  if (!checked.ok) throw new CodedError('conflict', `it is still refused: ${checked.rejection.message}`)
  const stored = await tx.facts.get(machineId, epoch, checked.fact.seq)
  if (stored !== undefined && stored.digest !== checked.fact.digest) {
    throw new CodedError('conflict', 'another fact is stored under this number; this one can only be discarded')
  }
  const fact: FactRecord = stored ?? checked.fact
  const projection = await loadProjection(tx, [fact], [machineId])
  try {
    applyFact(family, projection, fact, site)
  } catch (error) {
    throw new CodedError('conflict', `it is still refused: ${messageOf(error)}`)
  }
  if (stored === undefined) await tx.facts.insert([fact])
  return projection
}

/** Clears the alarm about letters of this kind once the machine has no other open one. */
async function clearAlarm(tx: Tx, projection: LoadedProjection, handled: DeadLetterRecord, at: string): Promise<void> {
  const alarmOf = ({ code }: DeadLetterRecord) => (code === alarmOfGap ? alarmOfGap : alarmOfRest)
  const open = await tx.facts.openDeadLetters(handled.machineId)
  if (!open.some(letter => alarmOf(letter) === alarmOf(handled))) projection.clearAlarm(handled.machineId, alarmOf(handled), at)
}
