/** A reader on a free port of this computer, and the camera that posts to it. */
import { ManualClock, silentLog } from '@palang/kit'
import type { DeviceStatus } from '../../../status.ts'
import { HttpPushPlateReader } from './driver.ts'

export const pushSecret = 'secret-of-the-camera-1'

export function pushRig(change: { port?: number; secret?: string | undefined } = {}) {
  const clock = new ManualClock()
  const usual = { clock, log: silentLog(), host: '127.0.0.1', port: 0, secret: pushSecret }
  const reader = new HttpPushPlateReader({ ...usual, ...change })
  const heard = (state: DeviceStatus['state']) =>
    new Promise<void>(resolve => {
      if (reader.status().state === state) return resolve()
      const end = reader.subscribe(event => {
        if (event.kind !== 'status' || event.status.state !== state) return
        end()
        resolve()
      })
    })
  return {
    clock,
    reader,
    /** Resolves once the reader is in `state`. */
    heard,
    ready: () => heard('ready'),
    /** The status the camera gets; undefined when nobody listens. */
    async push(body: unknown, headers: Record<string, string> = { authorization: `Bearer ${pushSecret}` }): Promise<number | undefined> {
      const port = reader.address()?.port
      if (port === undefined) return undefined
      const text = typeof body === 'string' ? body : JSON.stringify(body)
      const answer = await fetch(`http://127.0.0.1:${port}/api/plate-reads`, { method: 'POST', headers, body: text })
      await answer.text()
      return answer.status
    },
  }
}
