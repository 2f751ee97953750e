/** What an incident is about, read out of the machine's own words for it. Pure. */

export interface IncidentCase {
  money: { amount: number; currency: string } | undefined
  sessionId: string | undefined
  /** The machine's words without the session, whose number says nothing to people. */
  text: string
}

export function incidentCase(message: string): IncidentCase {
  const [, amount, currency] = /\b(\d{1,12}) ([A-Z]{3})\b/.exec(message) ?? []
  const [said = '', sessionId] = /(?: (?:of|for))? session ([\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12})\b/i.exec(message) ?? []
  return {
    money: amount === undefined || currency === undefined ? undefined : { amount: Number(amount), currency },
    sessionId,
    text: message.replace(said, ''),
  }
}
