/** What people decide about prices of treatments. */
import { CodedError, isoNow, uuidv7 } from '@palang/kit'
import type { treatmentPriceBody } from '@palang/protocol'
import type { z } from 'zod'
import { recordedChange } from '../../access/audit.ts'
import { treatmentPrice } from '../../domain/treatment-prices.ts'
import { refusal } from '../../edges/http/problem.ts'
import type { Actor, HubServices } from '../../services.ts'
import type { TreatmentPriceRecord } from '../../store/treatments.ts'

/** In force from `since` on, from now unless given. Throws `not_found` for an outlet that is not there, `invalid_request` for the past. */
export async function setPrice(
  { store, clock, outlets, treatments: { book } }: Pick<HubServices, 'store' | 'clock' | 'outlets' | 'treatments'>,
  actor: Actor,
  { outlet_id: outletId = null, treatment, price, since: given, reason }: z.output<typeof treatmentPriceBody>,
): Promise<TreatmentPriceRecord> {
  if (outletId !== null && outlets.get(outletId) === undefined) throw new CodedError('not_found', `there is no outlet ${outletId}`)
  const now = isoNow(clock)
  const since = given === undefined ? now : new Date(given).toISOString()
  if (since < now) {
    const message = 'prices are not changed for the past'
    throw refusal('invalid_request', `since: ${message}`, { errors: [{ path: 'since', message }] })
  }
  const record = { id: uuidv7(clock.now()), outletId, treatment, price, since, setAt: now, actor: actor.id, reason: reason ?? null }
  await recordedChange({ store, clock }, actor, async (tx, note) => {
    await tx.treatments.addPrices([record])
    note({
      action: 'set_treatment_price',
      subject: outletId ?? 'treatments',
      before: { treatment, price: treatmentPrice(book.prices(), { outletId: outletId ?? '', treatment, at: since }) },
      after: { treatment, price, since },
      reason,
    })
  })
  book.note({ prices: [record] })
  return record
}
