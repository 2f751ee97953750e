/** One end of a serial cable: the simulator plays the device, a controller opens the other end whenever it likes. */
export interface PortListener {
  /** A controller opened the port. */
  opened(): void
  data(bytes: Uint8Array): void
  closed(): void
}

export interface PlayedPort {
  /** What the controller is to open: `tcp://host:port` or the path of a pty. Known after `start`. */
  address(): string
  /** Resolves when a controller could open it. Idempotent. */
  start(): Promise<void>
  /** Takes the port away and cleans up what it left outside this process. Idempotent. */
  stop(): Promise<void>
  isOpen(): boolean
  /** Sends what fits; like a real line, what nobody listens to is lost. */
  write(bytes: Uint8Array): void
  /** Pulls the cable: the port vanishes until `plug`. */
  unplug(): Promise<void>
  plug(): Promise<void>
}

export type PortMaker = (name: string, listener: PortListener) => PlayedPort

/** Bytes a slow listener may leave unread before further ones are lost. */
export const lineBufferBytes = 64 * 1024
