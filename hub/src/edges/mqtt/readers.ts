/**
 * What a program that is no device, such as Home Assistant, may do on the hub's own broker: hear what the hub leaves there for it. Its word
 * that it is there, its birth and its will, goes to nobody but others like it. Pure.
 */
export interface ReaderRules {
  /** Whether it may subscribe: to what is left below the discovery prefix and below `palang`, never to what devices say or are told. */
  maySubscribe(filter: string): boolean
  /** Whether it may publish: only `<prefix>/status`, as Home Assistant does. */
  maySay(topic: string): boolean
}

/** Below which the hub tells how it and the devices are. */
const ours = 'palang'

/** `prefix`: the one level below which Home Assistant looks for devices. */
export function readerRules(prefix: string): ReaderRules {
  return {
    maySubscribe: filter => [`${prefix}/`, `${ours}/`].some(begin => filter.startsWith(begin)),
    maySay: topic => topic === `${prefix}/status`,
  }
}
