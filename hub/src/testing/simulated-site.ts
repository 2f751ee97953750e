import path from 'node:path'
import { loadSite } from '@palang/config'

/** The shipped example with simulated devices, without a word from the environment. For tests. */
export const simulatedSite = loadSite({
  root: path.resolve(import.meta.dirname, '../../..'),
  file: 'config/examples/parking-simulated.yaml',
  environment: {},
})
