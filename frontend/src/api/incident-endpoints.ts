/** Incidents replayed and exported; apart, so that the first page loads none of it. */
import { incidentView } from '@palang/protocol'
import { call } from './http.ts'

const ofSession = (sessionId: string) => `/api/sessions/${encodeURIComponent(sessionId)}/incident`

export const incidentApi = {
  ofSession: (sessionId: string) => call(ofSession(sessionId), incidentView),
}

/** Where incidents are to be had as one file. */
export const incidentFiles = {
  session: (sessionId: string) => `${ofSession(sessionId)}.html`,
  alarm: (alarmId: string) => `/api/alarms/${encodeURIComponent(alarmId)}/incident.html`,
  /** What a machine did between two moments. */
  machine: (machineId: string, from: string, to: string) =>
    `/api/v1/machines/${encodeURIComponent(machineId)}/incident.html?${new URLSearchParams({ from, to })}`,
}
