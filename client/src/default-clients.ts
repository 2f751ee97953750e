/** The ready-made clients: one per channel, shared by everyone who asks. */
import { ChannelClient } from './channel-client.ts'
import { createHubApi, type HubApi } from './hub-api.ts'
import { type ClientSettings, resolveSettings } from './settings.ts'

export interface Clients {
  /** Changes where the clients connect to; those already connected notice at their next connection. */
  configure(settings: ClientSettings): void
  /** The client of a channel: a machine id, `gate_all`, `all` or `admin`. Always the same one. */
  getClient(channel: string): ChannelClient
  /** The same, connecting. */
  connectTo(channel: string): ChannelClient
  api: HubApi
}

/** A set of clients of its own, apart from the ready-made ones. */
export function createClients(initial: ClientSettings = {}): Clients {
  let settings = initial
  const known = new Map<string, ChannelClient>()
  const resolve = () => resolveSettings(settings)
  const api = createHubApi(resolve)
  const getClient = (channel: string) => {
    const existing = known.get(channel)
    if (existing !== undefined) return existing
    const client = new ChannelClient(channel, resolve, api)
    known.set(channel, client)
    return client
  }
  return {
    configure(changes) {
      settings = { ...settings, ...changes }
    },
    getClient,
    connectTo(channel) {
      const client = getClient(channel)
      void client.connect()
      return client
    },
    api,
  }
}

const shared = createClients()

/** Where the ready-made clients connect to, and as whom. In a page served by the hub nothing needs configuring. */
export const configure: Clients['configure'] = settings => shared.configure(settings)
export const getClient: Clients['getClient'] = channel => shared.getClient(channel)
export const connectTo: Clients['connectTo'] = channel => shared.connectTo(channel)

export const connectToGateIn = (): ChannelClient => shared.connectTo('gate_in')
export const connectToGateOut = (): ChannelClient => shared.connectTo('gate_out')
export const connectToGateAll = (): ChannelClient => shared.connectTo('gate_all')
export const connectToAdmin = (): ChannelClient => shared.connectTo('admin')

export const getGateInClient = (): ChannelClient => shared.getClient('gate_in')
export const getGateOutClient = (): ChannelClient => shared.getClient('gate_out')
export const getGateAllClient = (): ChannelClient => shared.getClient('gate_all')
export const getAdminClient = (): ChannelClient => shared.getClient('admin')

/** The names older pages know them by. */
export const wsService: ChannelClient = shared.getClient('gate_all')
export const apiService: HubApi = shared.api
