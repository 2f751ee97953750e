/** The yardstick for MQTT: a broker that lets everybody in, keeps nothing and hands on what comes. */
import { createServer } from 'node:net'
import { Aedes } from 'aedes'

const aedes = await Aedes.createBroker()
const server = createServer({ noDelay: true }, aedes.handle)
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ kind: 'ready', url: `mqtt://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` })
})
process.on('disconnect', () => process.exit(0))
