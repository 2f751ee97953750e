/** What the families keep of their own, beside what every family has, and what people say of outlets and machines. */
import type { MealStore, MealTx } from './meals.ts'
import type { PremisesStore, PremisesTx } from './premises.ts'
import type { TreatmentStore, TreatmentTx } from './treatments.ts'
import type { WaterCareStore, WaterCareTx } from './water-care.ts'

export interface FamilyTx {
  waterCare: WaterCareTx
  treatments: TreatmentTx
  premises: PremisesTx
  meals: MealTx
}

export interface FamilyStore {
  waterCare: WaterCareStore
  treatments: TreatmentStore
  premises: PremisesStore
  meals: MealStore
}
