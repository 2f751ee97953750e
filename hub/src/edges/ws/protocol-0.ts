/** What controllers of protocol 0 send, put into our words without promising more. */

/** Its `{event_type, data}` gets our names beside its own; everything is marked as only observed. */
export function observedPayload(machineId: string, type: string, payload: Record<string, unknown>): Record<string, unknown> {
  if (type !== 'parking_event') return { ...payload, promise: 'observed' }
  const event = payload['event_type'] ?? payload['event']
  return { ...payload, event, gate: machineId, result: payload['data'] ?? payload['result'] ?? {}, promise: 'observed' }
}

/** A time worth keeping: local times without a zone are worth less than the hub's own. */
export function timeOf(timestamp: string | undefined): string | undefined {
  if (timestamp === undefined || !timestamp.endsWith('Z') || Number.isNaN(Date.parse(timestamp))) return undefined
  return new Date(timestamp).toISOString()
}
