/** The link to the hub as a machine speaks over it. */
import type { HubVoice } from '../families/machine.ts'
import type { HubLink } from './hub-link.ts'

export function voiceOf(link: HubLink): HubVoice {
  return {
    async ask({ purpose, requestId, request }, timeoutMs) {
      const payload = { ...request, request_id: requestId }
      if (purpose === 'entry') {
        const result = await link.request('parking_entry', payload, timeoutMs)
        return result === null ? null : { purpose, result }
      }
      const result = await link.request('parking_exit', payload, timeoutMs)
      return result === null ? null : { purpose, result }
    },
    online: () => link.online(),
    askPayment: (request, timeoutMs) => link.request('online_payment', request, timeoutMs),
    askPrepaid: (request, timeoutMs) => link.request('prepaid_payment', request, timeoutMs),
    respond: (type, result) => link.respond(type, result),
    publish: (type, payload) => link.publish(type, payload),
    announce: (type, payload) => link.announce(type, payload),
    frame: jpeg => link.frame(jpeg),
  }
}
