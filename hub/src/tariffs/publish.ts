/** Publishing: a version is stored for good, and from a moment on new stays enter under it. */
import { CodedError, isoNow, uuidv7 } from '@palang/kit'
import type { TariffView } from '@palang/protocol'
import type { Tariff } from '@palang/tariff'
import { recordedChange } from '../access/audit.ts'
import { inForceAt } from '../domain/tariff-starts.ts'
import type { Actor, HubServices } from '../services.ts'
import type { Store, Tx } from '../store/store.ts'
import type { TariffRecord, TariffStartRecord } from '../store/tariff-records.ts'
import { z } from 'zod'

type Parts = Pick<HubServices, 'store' | 'clock'>
type Note = Parameters<Parameters<typeof recordedChange>[2]>[1]

/** From when on; nothing keeps the version in store only. */
export interface StartOrder {
  startsAt: 'now' | (string & {})
  reason: string | null
}

const definitionOf = z.record(z.string(), z.unknown())

/** Every version as it stands at `at`, by tariff, the newest first. */
export async function tariffVersions(store: Store, at: string): Promise<TariffView[]> {
  const [versions, starts] = await Promise.all([store.tariffs.list(), store.tariffs.starts()])
  return versions.map(version => viewOf(version, starts, at))
}

/**
 * Stores a version and starts it when `start` says so, both or neither. Throws `conflict` when the number is taken by
 * another content, `invalid_request` for a moment that has passed: what stays entered under is not changed afterwards.
 */
export function publishTariff(parts: Parts, actor: Actor, definition: Tariff, start: StartOrder | undefined): Promise<TariffView> {
  const { id, version } = definition
  const at = isoNow(parts.clock)
  return recordedChange(parts, actor, async (tx, note) => {
    await tx.tariffs.add({ id, version, definition, createdAt: at })
    note({ action: 'add_tariff', subject: `tariff:${id}`, after: { version } })
    if (start !== undefined) await startVersion(tx, note, { id, version, at, start, actor })
    return storedView(tx, { id, version, at })
  })
}

/** Starts a version that is stored, also one that was in force before. Throws `not_found`, and `invalid_request` as publishing does. */
export function startTariff(parts: Parts, actor: Actor, name: { id: string; version: number }, start: StartOrder): Promise<TariffView> {
  const at = isoNow(parts.clock)
  return recordedChange(parts, actor, async (tx, note) => {
    if ((await tx.tariffs.get(name.id, name.version)) === undefined) throw new CodedError('not_found', 'there is no such version')
    await startVersion(tx, note, { ...name, at, start, actor })
    return storedView(tx, { ...name, at })
  })
}

interface Starting {
  id: string
  version: number
  at: string
  start: StartOrder
  actor: Actor
}

async function startVersion(tx: Tx, note: Note, { id, version, at, start: { startsAt: asked, reason }, actor }: Starting): Promise<void> {
  const startsAt = asked === 'now' ? at : asked
  if (startsAt < at) {
    const errors = [{ path: 'in_force_from', message: 'a moment that has passed' }]
    throw new CodedError('invalid_request', `in_force_from: ${startsAt} has passed`, { detail: { errors } })
  }
  const before = await tx.tariffs.inForce(at)
  await tx.tariffs.start({ id: uuidv7(), tariffId: id, version, startsAt, setAt: at, actor: actor.id, reason })
  note({
    action: 'start_tariff',
    subject: `tariff:${id}`,
    before: before === undefined ? null : { id: before.tariffId, version: before.version },
    after: { version, starts_at: startsAt },
    reason: reason ?? undefined,
  })
}

async function storedView(tx: Tx, { id, version, at }: { id: string; version: number; at: string }): Promise<TariffView> {
  const stored = await tx.tariffs.get(id, version)
  if (stored === undefined) throw new CodedError('not_found', 'there is no such version')
  return viewOf(stored, await tx.tariffs.starts(), at)
}

function viewOf({ id, version, definition, createdAt }: TariffRecord, starts: readonly TariffStartRecord[], at: string): TariffView {
  const inForce = inForceAt(starts, at)
  return {
    id,
    version,
    definition: definitionOf.parse(definition),
    created_at: createdAt,
    in_force: inForce?.tariffId === id && inForce.version === version,
    starts: starts
      .filter(start => start.tariffId === id && start.version === version)
      .map(({ startsAt, setAt, actor, reason }) => ({ starts_at: startsAt, set_at: setAt, set_by: actor, reason })),
  }
}
