/** What only a person can mend: it is told as a fault, and tried again rarely, as cameras lock out who knocks too often. */
import { CodedError, isCoded } from '@palang/kit'

/** Until such a camera is tried again. */
export const personNeededRetryMs = 120_000

/** The camera does not take the login of its URL. */
export const loginRefused = (message: string) => new CodedError('login_refused', message)

/** A program that the driver runs is not on this computer. */
export const programMissing = (message: string) => new CodedError('program_missing', message)

/** Whether waiting alone will not help. */
export function needsPerson(error: unknown): boolean {
  return isCoded(error, 'login_refused') || isCoded(error, 'program_missing')
}
