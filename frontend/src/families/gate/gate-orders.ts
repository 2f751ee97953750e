/** What is ordered of a gate, and what it is called. */
import { api, type GateOrder } from '../../api/endpoints.ts'
import { type I18n, useI18n } from '../../i18n/i18n.tsx'
import { storyOfRecord } from '../../site/command-life.ts'
import type { LifeWords } from '../../site/command-life-panel.tsx'
import { createMachineOrders, type MachineOrders } from '../../site/machine-orders.ts'

type GateAction = GateOrder['action']
export type GateOrders = MachineOrders<GateOrder>

/** Follows the commands of one gate. */
export function createGateOrders(gateId: string, gateName: () => string): GateOrders {
  const i18n = useI18n()
  return createMachineOrders<GateOrder>(gateId, {
    give: order => api.controlGate(gateId, order),
    moves: ({ action }) => isSeen(action),
    // The boom itself tells when it starts to move.
    isMoving: (action, machine) =>
      (action === 'open' && machine?.gate?.status === 'opening') || (action === 'close' && machine?.gate?.status === 'closing'),
    isOne: command => command.type === 'gate_control',
    story(command) {
      const told = command.payload['action']
      const action = told === 'close' || told === 'stop' ? told : 'open'
      return storyOfRecord(command, action, isSeen(action))
    },
    words: {
      name: gateName,
      done: action => i18n.t(`toast.${action}Done`, { gate: gateName() }),
      unknown: () => i18n.t('toast.unknownDetail'),
    },
  })
}

/** A boom that is told to stop does not set out for anywhere. */
function isSeen(action: GateAction): boolean {
  return action !== 'stop'
}

/** The steps of a gate's command in words. */
export function gateLifeWords(i18n: I18n): LifeWords<GateAction> {
  return {
    act: action => i18n.t(`gate.action.${action}`),
    moving: action => i18n.t(`gate.life.moving.${action}`),
    proven: action => i18n.t(`gate.life.proven.${action}`),
  }
}
