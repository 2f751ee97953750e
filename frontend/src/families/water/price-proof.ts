/** Which machines sell by a list: what a machine says itself counts before what the hub had heard when it was asked. Pure. */
import { type PriceListView, siteFileActor } from '@palang/protocol'
import { byName } from '../../live/trouble.ts'

/** `versionOf` is the version a machine says it sells by; undefined while it was not heard. */
export function proofOf(
  list: PriceListView,
  versionOf: (machineId: string) => string | undefined,
): { selling: string[]; waiting: string[] } {
  const told = [...list.selling.map(id => ({ id, isSelling: true })), ...list.waiting.map(id => ({ id, isSelling: false }))]
  const now = told.map(({ id, isSelling }) => {
    const version = versionOf(id)
    return { id, isSelling: version === undefined ? isSelling : version === list.version }
  })
  return {
    selling: now.filter(one => one.isSelling).map(one => one.id),
    // A machine that went over to another list waits for none.
    waiting: now.filter(one => !one.isSelling && list.waiting.includes(one.id)).map(one => one.id),
  }
}

/** Whether nobody set it: it stands in the site file. */
export function isOfSiteFile({ actor }: Pick<PriceListView, 'actor'>): boolean {
  return actor === siteFileActor
}

/** As they are shown: those that people set as they came, then the site file's, of all machines that sell alike by it one. */
export function shownLists(all: readonly PriceListView[]): PriceListView[] {
  const alike = Map.groupBy(all.filter(isOfSiteFile), list => list.version)
  return [
    ...all.filter(list => !isOfSiteFile(list)),
    ...[...alike.values()].flatMap(([first, ...others]) =>
      first === undefined
        ? []
        : [{ ...first, selling: joined([first, ...others], 'selling'), waiting: joined([first, ...others], 'waiting') }],
    ),
  ]
}

function joined(lists: readonly PriceListView[], side: 'selling' | 'waiting'): string[] {
  return lists.flatMap(list => list[side]).toSorted(byName)
}

/** Whether another list for the same machines came after this one. */
export function isPast(list: PriceListView, all: readonly PriceListView[]): boolean {
  return all.some(other => other.machine_id === list.machine_id && other.since > list.since)
}
