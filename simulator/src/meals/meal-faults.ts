/**
 * What goes wrong on a meal day. `offline`: gateways without a network for hours. `duplicate`: the answer of a sync is lost, and all of it
 * is sent again. `clock`: gateways that believe it is 1970, or hours later. `missing`: trays that never arrive, or never come back. `skip`,
 * `repeat`: steps nobody scanned, or scanned twice. `unknown`: tags nobody entered. `unusable`: items that are no scans. `naive`: times
 * without a zone.
 */
export const mealFaultNames = ['offline', 'duplicate', 'clock', 'missing', 'skip', 'repeat', 'unknown', 'unusable', 'naive'] as const
export type MealFault = (typeof mealFaultNames)[number]
