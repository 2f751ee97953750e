/** Where devices that speak MQTT are heard: `hub.mqtt` of the site file and `MQTT_URL`. */

export type MqttAddress =
  | { kind: 'off' }
  /** The hub's own broker, on this port of the hub's host. */
  | { kind: 'embedded'; port: number }
  /** A broker elsewhere; the URL may carry a user and a password and is not for logs. */
  | { kind: 'outside'; url: string }

/** What a mistake says was expected. */
export const mqttAddressExpected = 'embedded:<port>, mqtt://host:port, mqtts://user:pass@host:port or off'

/** The form alone, for editors; {@link parseMqttAddress} also looks at ports and hosts. */
export const mqttAddressForm = /^(off|embedded:\d{1,5}|mqtts?:\/\/\S+)$/

/** The address behind the text, or nothing when it is none. */
export function parseMqttAddress(text: string): MqttAddress | undefined {
  if (!mqttAddressForm.test(text)) return undefined
  if (text === 'off') return { kind: 'off' }
  if (text.startsWith('embedded:')) {
    const port = Number(text.slice('embedded:'.length))
    return port >= 1 && port <= 65_535 ? { kind: 'embedded', port } : undefined
  }
  const url = URL.parse(text)
  return url?.hostname && [url.username, url.password].every(isEscaped) ? { kind: 'outside', url: text } : undefined
}

/** Whether every `%` of a user name or password stands before two digits that mean a character. */
function isEscaped(text: string): boolean {
  try {
    decodeURIComponent(text)
    return true
  } catch {
    return false
  }
}
