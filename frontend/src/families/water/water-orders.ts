/** What is ordered of a water machine, and what it is called. */
import type { CommandView, WaterStatus } from '@palang/protocol'
import { waterApi } from '../../api/water-endpoints.ts'
import { storyOfRecord } from '../../site/command-life.ts'
import type { LifeWords } from '../../site/command-life-panel.tsx'
import { createMachineOrders, type MachineOrders } from '../../site/machine-orders.ts'
import type { Say } from './words/reasons.ts'
import { actOf, type WaterAct } from './water-acts.ts'
import { useWaterWords } from './words/water-words.ts'

export type WaterOrder =
  | { action: 'dispense'; volume_ml: number; reason: string }
  | { action: 'flush'; seconds: number; reason: string }
  | { action: 'stop'; reason?: string | undefined }
  | { action: 'lock' | 'unlock'; reason: string }

export type WaterOrders = MachineOrders<WaterOrder>

/** Follows the commands of one water machine. */
export function createWaterOrders(machineId: string, machineName: () => string): WaterOrders {
  const say = useWaterWords()
  return createMachineOrders<WaterOrder>(machineId, {
    give: order => give(machineId, order),
    moves: ({ action }) => isSeen(action),
    isMoving: (action, machine) => isUnderWay(action, machine?.water, machine?.quality?.interlock),
    // A lock is a state of the machine; of a flush its board confirms the valve, and no more is said.
    tellsItself: action => action === 'lock' || action === 'unlock' || action === 'flush',
    isOne: command => actOf(command) !== undefined,
    story(command) {
      const action = actOf(command) ?? 'dispense'
      return storyOfRecord(command, action, isSeen(action))
    },
    words: {
      name: machineName,
      done: action => say(`done.${action}`, { name: machineName() }),
      unknown: () => say('life.unknown'),
    },
  })
}

function give(machineId: string, order: WaterOrder): Promise<CommandView> {
  switch (order.action) {
    case 'dispense':
      return waterApi.dispense(machineId, { volume_ml: order.volume_ml, reason: order.reason })
    case 'flush':
      return waterApi.flush(machineId, { seconds: order.seconds, reason: order.reason })
    case 'stop':
      return waterApi.stopDispense(machineId, order.reason === undefined ? {} : { reason: order.reason })
    case 'lock':
    case 'unlock':
      return waterApi.saleLock(machineId, { locked: order.action === 'lock', reason: order.reason })
  }
}

/** Water that runs is seen; a lock is turned at once. */
function isSeen(action: WaterAct): boolean {
  return action === 'dispense' || action === 'flush' || action === 'unlock'
}

function isUnderWay(action: WaterAct, water: WaterStatus | undefined, interlock: string | undefined): boolean {
  if (action === 'dispense') return water?.pour !== undefined
  return action === 'flush' ? interlock === 'flushing' : action === 'unlock' && interlock === 'retesting'
}

/** The steps of a water command in words. */
export function waterLifeWords(say: Say): LifeWords<WaterAct> {
  return {
    act: action => say(`life.act.${action}`),
    moving: action => say(`life.moving.${action}`),
    proven: action => say(`life.proven.${action}`),
  }
}
