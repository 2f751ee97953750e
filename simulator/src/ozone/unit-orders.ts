/** What a unit is told on its command topic. Pure. */
import { treatmentSettings, treatmentStart, treatmentStop, type DeviceReply } from '@palang/protocol'
import { z } from 'zod'

const addressed = { id: z.string().min(1).max(64), deadline: z.iso.datetime({ offset: true }) }

const order = z.discriminatedUnion('type', [
  treatmentStart.extend({ ...addressed, type: z.literal('treatment_start') }),
  treatmentStop.extend({ ...addressed, type: z.literal('treatment_stop') }),
  treatmentSettings.extend({ ...addressed, type: z.literal('treatment_settings') }),
])
export type Order = z.infer<typeof order>

const anyOrder = z.looseObject(addressed)

/** The order, or what is answered to one that makes no sense; undefined where not even an answer can be addressed. */
export function readOrder(text: string): { order: Order } | { id: string; deadline: string; answer: DeviceReply } | undefined {
  const json = parsed(text)
  const read = order.safeParse(json)
  if (read.success) return { order: read.data }
  const about = anyOrder.safeParse(json)
  if (!about.success) return undefined
  const { id, deadline } = about.data
  return { id, deadline, answer: { id, result: 'rejected', code: 'not_understood', message: 'the unit does not know this command' } }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
