/** The gate's part of what the panel says. */
import { moneyOf } from '../../kiosk/pay/ways.ts'
import type { PanelSnapshot } from '../../kiosk/snapshot.ts'
import type { GateView } from './kiosk-screen.ts'

const ready = (snapshot: PanelSnapshot, device: string) => snapshot.devices[device]?.connected === true

/** Nothing when the snapshot is not a gate's. */
export function gateView(snapshot: PanelSnapshot): GateView | undefined {
  const { machine, gate, lane } = snapshot
  if (machine.direction === undefined || gate === undefined || lane === undefined) return undefined
  const alarms = snapshot.alarms ?? []
  return {
    direction: machine.direction,
    barrier: gate.status,
    isBarrierProven: gate.position_known !== false,
    vehicleWaiting: gate.loop1 === true,
    lane,
    currency: snapshot.outlet.currency,
    ticketPrinted: ready(snapshot, 'printer') && !alarms.includes('printer_failed'),
    changeMissing: alarms.includes('change_not_given'),
    takes: moneyOf({ notes: ready(snapshot, 'cash'), coins: ready(snapshot, 'coins') }),
    hubOnline: snapshot.hub.online,
    acceptedNotes: snapshot.accepted_notes ?? [],
  }
}
