/** One machine's link to the hub, whatever carries it. */
export interface MachineConnection {
  machineId: string
  /** 1, or 0 for one of the first controllers, which promises less. */
  protocol: 0 | 1
  software: string
  /** What its greeting named beyond the link's first version. */
  capabilities?: readonly string[]
  /** False when nothing can be sent any more. */
  send(message: Record<string, unknown>): boolean
  /** `code` is a WebSocket close code of the protocol. */
  close(code: number, reason: string): void
}
