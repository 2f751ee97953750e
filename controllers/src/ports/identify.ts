/** Asks at a serial port who is there, in the one language that has a question for it: Palang line. */
import { type Clock, silentLog } from '@palang/kit'
import { PalangLineGate } from '../devices/board/drivers/palang-line/gate-driver.ts'
import { streamsFor } from '../io/open-stream.ts'

/** An Uno that restarts because its port was opened speaks after about two seconds. */
const askForMs = 4_000

/** `palang uno, firmware 1.0.0, boot 3`, or null. Nothing is actuated. */
export async function identify(device: string, clock: Clock): Promise<string | null> {
  const board = new PalangLineGate({ streams: streamsFor(device, { baud: 115_200 }), clock, log: silentLog() })
  try {
    return await new Promise(resolve => {
      const limit = clock.after(askForMs, () => resolve(null))
      board.subscribe(event => {
        if (event.kind !== 'status' || event.status.state !== 'ready') return
        limit.cancel()
        resolve([event.status.model, event.status.detail].filter(Boolean).join(', '))
      })
      board.start()
    })
  } finally {
    await board.stop()
  }
}
