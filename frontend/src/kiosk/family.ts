/** What a family of machines brings to the kiosk. */
import type { Component } from 'solid-js'
import type { PanelSnapshot } from './snapshot.ts'
import type { Tone } from './tone.ts'

export interface KioskFamily {
  /** The ground the present screen stands on. */
  tone(snapshot: PanelSnapshot): Tone
  /** Nobody is being served: what a customer chose may be put back soon. */
  resting(snapshot: PanelSnapshot): boolean
  /** Changes whenever something happened for the customer; the wait for the reset starts anew. */
  progress(snapshot: PanelSnapshot): string
  View: Component<{ snapshot: PanelSnapshot }>
}
