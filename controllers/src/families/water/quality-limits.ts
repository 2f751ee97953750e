/** Every count and bound by which readings are believed, in one table; docs/decisions/0020 says why these. */
export const qualityLimits = {
  /** Readings of which the middle one counts. */
  medianOf: 5,
  /** Of these middles, for the line that is drawn. */
  averageOf: 12,
  /** With fewer readings nothing is said of the water. */
  leastReadings: 3,
  /** So many impossible readings in a row are a fault; one is a glitch. */
  impossibleInARow: 2,
  /** A step beyond this between two readings no water in a tank makes; of TDS the larger of the two. */
  jump: { tds: 60, tdsShare: 0.3, ph: 1, temperature: 8 },
  /** So many readings beyond the step are doubted; a single one is dropped unseen. */
  jumpsUntilDoubt: 2,
  /** The step is believed once so many readings agree on it, or two over so long. */
  jumpAgreed: { readings: 5, ms: 30_000 },
  /** The very same answer for so long, all of it or one value, and the sensor is stuck: a real one flickers in its last digit. */
  frozenAllMs: 3_600_000,
  frozenOneMs: 86_400_000,
  /** So many answers in a row with the same uptime are one answer again and again. */
  sameUptimes: 3,
  /** Longer pauses between readings are no proof that nothing changed meanwhile. */
  mostSameMs: 120_000,
  /** How far a value that was beyond a threshold has to come back; of TDS a share of the threshold, never more than a quarter of what is good. */
  hysteresis: { tdsShare: 0.02, ph: 0.05, temperature: 0.5, ofRange: 0.25 },
  /** No word of the sensor, neither a reading nor a fault, for the longer of these, and it is away. */
  staleMs: 30_000,
  staleIntervals: 3,
} as const
