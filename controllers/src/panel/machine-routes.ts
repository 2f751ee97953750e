/** What a kiosk and a technician may do at any machine. */
import { uuidv7 } from '@palang/kit'
import { cameraControl, type CommandResult, isErrorCode } from '@palang/protocol'
import { Hono } from 'hono'
import { problem, readBody } from './problem.ts'
import type { PanelSource } from './source.ts'

/** Routes below `/api`. */
export function machineRoutes(source: PanelSource): Hono {
  const app = new Hono()

  app.post('/camera/control', async c => {
    const result = await source.machine.execute({ type: 'camera_control', id: uuidv7(), payload: await readBody(c, cameraControl) })
    return c.json(resultOf(result))
  })

  app.post('/help', c => {
    source.machine.callForHelp()
    return c.json({ called: true }, 202)
  })

  return app
}

/** The result as it is told; what did not succeed is thrown as its problem. */
export function resultOf(result: CommandResult): CommandResult {
  if (result.state === 'succeeded' || result.state === 'accepted') return result
  const code = result.error?.code ?? 'internal'
  throw problem(isErrorCode(code) ? code : 'internal', result.error?.message ?? 'The command did not succeed', { ...result })
}
