/** Loaded into the hub ahead of its own code: collects garbage when asked, and tells what is still held. Needs `--expose-gc`. */
process.on('message', message => {
  if (typeof message !== 'object' || message === null || !('kind' in message) || message.kind !== 'weigh') return
  globalThis.gc?.()
  const { rss, heapUsed, external } = process.memoryUsage()
  process.send?.({ kind: 'weighed', residentBytes: rss, liveBytes: heapUsed + external })
})
