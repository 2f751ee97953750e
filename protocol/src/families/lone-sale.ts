import { z } from 'zod'
import { amount, currency, isoTime, slug, ticketNumber, uuid } from '../primitives.ts'
import { priceLine } from './price-line.ts'

/** How a gate that had no hub to ask came to a price: the ticket it read, and the version its stay entered under. */
export const lonePrice = z.looseObject({
  ticket: ticketNumber,
  vehicle_class: slug,
  entered_at: isoTime,
  priced_at: isoTime,
  tariff_id: slug,
  tariff_version: z.int().min(1),
  /** Of the list of tariffs the hub had handed over. */
  prices_digest: z.string().max(64),
})

/** The price a gate asks by itself; nothing is `due` from whom it lets out for free. */
export const pricedAlone = lonePrice.extend({
  visit_id: uuid,
  session_id: uuid,
  duration_minutes: z.int().min(0),
  amount,
  due: amount,
  currency,
  lines: z.array(priceLine),
})
