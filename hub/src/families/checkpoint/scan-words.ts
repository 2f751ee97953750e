/** What the words of gateways mean at this site. */
import type { Site } from '@palang/config'
import { type HandoverStep, scanStatusesWith } from '@palang/protocol'

/** The step a `status_scan` means; null for a word nobody gave a meaning. */
export function stepOfStatus({ meals }: Pick<Site, 'meals'>): (status: string) => HandoverStep | null {
  const meanings = new Map(Object.entries(scanStatusesWith(meals.statuses)))
  return status => meanings.get(status) ?? null
}
