/** What is ordered of a treatment machine, and what it is called. */
import type { CommandView, Treatment } from '@palang/protocol'
import { ozoneApi } from '../../api/ozone-endpoints.ts'
import { storyOfRecord } from '../../site/command-life.ts'
import type { LifeWords } from '../../site/command-life-panel.tsx'
import { createMachineOrders, type MachineOrders } from '../../site/machine-orders.ts'
import type { MachineRow } from '../../site/site.tsx'
import { actOf, isUnderWay, type Settings, type TreatmentAct } from './treatment-acts.ts'
import { type Say, useOzoneWords } from './words/ozone-words.ts'

export type TreatmentOrder =
  | { action: 'start'; treatment: Treatment; reason: string }
  | { action: 'stop'; reason?: string | undefined }
  | { action: 'settings'; settings: Settings; reason: string }

export type TreatmentOrders = MachineOrders<TreatmentOrder>

/** What a start proves: a device on MQTT says at once that it began; a controller measures and tells the end. */
export type Prover = 'device' | 'controller'

/** Who proves what is ordered of this machine. */
export function proverOf({ view }: Pick<MachineRow, 'view'>): Prover {
  return view.added === true ? 'device' : 'controller'
}

/** Follows the commands of one treatment machine. */
export function createTreatmentOrders(row: () => MachineRow): TreatmentOrders {
  const say = useOzoneWords()
  const { id } = row()
  const isSeen = (action: TreatmentAct) => action === 'start' && proverOf(row()) === 'controller'
  return createMachineOrders<TreatmentOrder>(id, {
    give: order => give(id, order),
    moves: ({ action }) => isSeen(action),
    isMoving: (action, machine) => isUnderWay(action, machine?.treatment),
    isOne: command => actOf(command) !== undefined,
    story(command) {
      const action = actOf(command) ?? 'start'
      return storyOfRecord(command, action, isSeen(action))
    },
    words: {
      name: () => row().name,
      done: action => `${row().name}: ${provenWord(say, proverOf(row()), action)}`,
      unknown: () => say('life.unknown'),
    },
  })
}

function give(machineId: string, order: TreatmentOrder): Promise<CommandView> {
  switch (order.action) {
    case 'start':
      return ozoneApi.order(machineId, { action: 'start', treatment: order.treatment, reason: order.reason })
    case 'stop':
      return ozoneApi.order(machineId, { action: 'stop' })
    case 'settings':
      return ozoneApi.settings(machineId, { ...order.settings, reason: order.reason })
  }
}

function provenWord(say: Say, prover: Prover, action: TreatmentAct): string {
  return say(`life.${prover}.${action}`)
}

/** The steps of a command in words. */
export function treatmentLifeWords(say: Say, prover: Prover): LifeWords<TreatmentAct> {
  return {
    act: action => say(`life.act.${action}`),
    moving: () => say('state.running'),
    proven: action => provenWord(say, prover, action),
  }
}
