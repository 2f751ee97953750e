/** Sessions replayed and exported; apart, so that the first page loads none of it. */
import { incidentView } from '@palang/protocol'
import { call } from './http.ts'

const incidentPath = (sessionId: string) => `/api/sessions/${encodeURIComponent(sessionId)}/incident`

export const incidentApi = {
  ofSession: (sessionId: string) => call(incidentPath(sessionId), incidentView),
}

/** Where the incident of a session is to be had as one file. */
export const incidentFileUrl = (sessionId: string): string => `${incidentPath(sessionId)}.html`
