/** A water machine without a controller of ours: it posts readings, and nothing else is known of it. */
import type { FixtureSite } from './fixture-data.ts'

/** The site in which `machineId` is one; without a name the site as it is. */
export function withPosting(site: FixtureSite, machineId: string | undefined): FixtureSite {
  return {
    ...site,
    machines: site.machines.map(machine => (machine.id === machineId ? { ...machine, posts_only: true, software: null } : machine)),
    status: site.status.flatMap(message => {
      if (message.machine_id !== machineId || message.type === 'presence') return [message]
      const quality = message.type === 'water_status' ? message.payload['quality'] : undefined
      return typeof quality === 'object' && quality !== null
        ? [{ ...message, type: 'water_quality', payload: { ...quality, interlock: 'open' } }]
        : []
    }),
  }
}
