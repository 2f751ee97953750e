/** How every process of a site ends, so that whoever watches it knows whether starting it again can help. */
export const exitCode = {
  stopped: 0,
  failed: 1,
  /** The site file, the environment or the arguments are wrong; starting again without a change cannot help. */
  configuration: 2,
  /** The port, or the data folder, belongs to somebody else. */
  portTaken: 3,
} as const
