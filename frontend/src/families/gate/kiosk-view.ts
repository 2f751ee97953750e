/** The gate's part of what the panel says. */
import type { PanelSnapshot } from '../../kiosk/snapshot.ts'
import type { GateView, Money } from './kiosk-screen.ts'

const ready = (snapshot: PanelSnapshot, device: string) => snapshot.devices[device]?.connected === true

function takenBy(snapshot: PanelSnapshot): Money | null {
  const [notes, coins] = [ready(snapshot, 'cash'), ready(snapshot, 'coins')]
  if (notes && coins) return 'both'
  return notes ? 'notes' : coins ? 'coins' : null
}

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
    takes: takenBy(snapshot),
    hubOnline: snapshot.hub.online,
    acceptedNotes: snapshot.accepted_notes ?? [],
  }
}
