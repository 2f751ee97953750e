/** The ground a screen stands on. Colour means state: go, stopped, attention, not heard of; else neutral. */
export type Tone = 'neutral' | 'go' | 'stop' | 'attend' | 'stale'
