/** A whole checkpoint without a hub, with its reader in hand, on a folder that a later one may go on with. */
import type { MachineConfig } from '@palang/config'
import type { ManualClock } from '@palang/kit'
import { logScanAnswer } from '@palang/protocol'
import { z } from 'zod'
import type { Controller } from '../controller.ts'
import type { MachineDevices } from '../devices/machine-devices.ts'
import { SimulatedReader } from '../devices/reader/simulated.ts'
import type { openJournal } from '../journal/journal.ts'
import { testController } from './test-controller.ts'

const gatewayConfig: MachineConfig = {
  id: 'kitchen-1',
  family: 'checkpoint',
  vehicle_class: 'car',
  panel: { port: 0, host: '127.0.0.1' },
  devices: { reader: { driver: 'simulated' } },
}

const outbox = z.object({
  backlog: z.int(),
  pending: z.int(),
  oldest_waiting_at: z.string().nullable(),
  last_sync_at: z.string().nullable(),
})
const status = z.object({ checkpoint: z.looseObject({ backlog: z.int() }) })

export interface TestGateway {
  controller: Controller
  /** Of the present start. */
  reader(): SimulatedReader
  fatal: unknown[]
  post(route: string, body: unknown): Promise<Response>
  scan(tag: string, word?: string): Promise<z.infer<typeof logScanAnswer>>
  outbox(): Promise<z.infer<typeof outbox>>
  status(): Promise<z.infer<typeof status>>
}

/** Started; whoever asks for it stops it. */
export async function testGateway(given: {
  folder: string
  hubUrl: string
  clock: ManualClock
  machine?: MachineConfig
  openJournal?: typeof openJournal
  /** In place of a reader in hand. */
  openDevices?: () => MachineDevices
}): Promise<TestGateway> {
  const fatal: unknown[] = []
  let reader: SimulatedReader | undefined
  const controller = testController({
    machine: gatewayConfig,
    openDevices() {
      reader = new SimulatedReader({ clock: given.clock })
      return { reader }
    },
    ...given,
    onFatal: error => fatal.push(error),
  })
  await controller.start()
  const at = (route: string) => `${controller.panelUrl()}/api/${route}`
  const get = async (route: string): Promise<unknown> => (await fetch(at(route))).json()
  const post = (route: string, body: unknown) =>
    fetch(at(route), { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })
  return {
    controller,
    reader() {
      if (reader === undefined) throw new Error('the checkpoint has not begun')
      return reader
    },
    fatal,
    post,
    async scan(tag, word = 'makanan_keluar') {
      const response = await post('log_scan', { nfc_tag_id: tag, status_scan: word })
      if (response.status !== 201) throw new Error(`${response.status} ${await response.text()}`)
      return logScanAnswer.parse(await response.json())
    },
    outbox: async () => outbox.parse(await get('outbox')),
    status: async () => status.parse(await get('status')),
  }
}
