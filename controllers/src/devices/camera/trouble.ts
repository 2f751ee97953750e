import { networkTrouble } from '../../io/network-trouble.ts'

/** Why there is no picture, in words a technician can act upon. */
export const troubleOf = networkTrouble('camera')
