/** What the sensor head itself says is wrong with it. Its words stand in docs/protocols/esp32-http.md. Pure. */
import type { HardwareStatus } from '@palang/protocol'
import type { I18n } from '../../i18n/i18n.tsx'
import { hasWord, type Say } from './words/reasons.ts'

/** In words, each part of the head by its name; empty while the head has nothing to complain of or is not there. */
export function sensorFaults(i18n: I18n, say: Say, hardware: HardwareStatus | undefined): string[] {
  const sensor = hardware?.sensor
  const detail = sensor?.['detail']
  if (sensor?.status !== 'fault' || typeof detail !== 'string' || detail === '') return []
  return detail.split(', ').map(part => {
    const [, name = '', fault = ''] = /^(\w+): (\w+)$/.exec(part) ?? []
    const word = `fault.${fault}`
    // What another head says is shown as it came.
    if (!hasWord(word)) return part
    const of = `fault.of.${name}`
    return `${hasWord(of) ? say(of) : i18n.tMaybe(`device.${name}`, name)}: ${say(word)}`
  })
}
