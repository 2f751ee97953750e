import { qualityPageUrl } from '@palang/protocol'
import { renderSVG } from 'uqr'

/** The code for a machine's door, to print: it leads to the machine's page below the address customers reach the hub at. */
export function qualityCode(hubUrl: string, machineId: string): string {
  return renderSVG(qualityPageUrl(hubUrl, machineId), { ecc: 'M', border: 4 })
}
