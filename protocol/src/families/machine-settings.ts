import { z } from 'zod'

/** What a `welcome` told of settings, told anew: to controllers whose `hello` names {@link settingsCapability}. */
export const machineSettings = z.looseObject({ config_version: z.string(), config: z.record(z.string(), z.unknown()) })

/** What a controller's `hello` names when it understands `machine_settings`; earlier ones learn of a change at their next link. */
export const settingsCapability = 'machine_settings'
