/** What a technician may do with the printer of any machine: see which jobs are lost, and have one printed again as a copy. */
import { Hono } from 'hono'
import { z } from 'zod'
import type { PrinterPort } from '../devices/printer/port.ts'
import { notFromPages } from './guard.ts'
import { problem, readBody } from './problem.ts'
import type { PanelSource } from './source.ts'

const reprintBody = z.strictObject({ id: z.string().min(1).max(64) })

/** Routes below `/api/printer`. A copy lets its bearer out like the ticket itself: no page has one printed without the panel token. */
export function printerRoutes(source: PanelSource, panelToken: string): Hono {
  const app = new Hono()
  app.use(notFromPages(panelToken))

  app.get('/lost', c =>
    c.json({
      items: printerOf(source)
        .lost()
        .map(({ id, content }) => ({ id, kind: content.kind })),
    }),
  )

  app.post('/reprint', async c => {
    const { id } = await readBody(c, reprintBody)
    const printer = printerOf(source)
    if (printer.lost().every(job => job.id !== id)) throw problem('not_found', `There is no lost job ${id}`)
    const result = await printer.reprint(id)
    if (!result.ok) throw problem(result.moved === 'maybe' ? 'outcome_unknown' : 'device_unavailable', result.message)
    return c.json({ id, copy: true })
  })

  return app
}

function printerOf({ printer }: PanelSource): PrinterPort {
  if (printer === undefined) throw problem('not_supported', 'This machine has no printer')
  return printer
}
