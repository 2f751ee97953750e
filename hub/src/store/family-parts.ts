/** What the families keep of their own, beside what every family has. */
import type { TreatmentStore, TreatmentTx } from './treatments.ts'
import type { WaterCareStore, WaterCareTx } from './water-care.ts'

export interface FamilyTx {
  waterCare: WaterCareTx
  treatments: TreatmentTx
}

export interface FamilyStore {
  waterCare: WaterCareStore
  treatments: TreatmentStore
}
