import { describe } from 'vitest'
import { mealRecordsContract } from '../contract/meal-contract.ts'
import { memoryStore } from './memory-store.ts'

describe('meal programmes in the store in memory', () => {
  const store = memoryStore()
  mealRecordsContract(() => store)
})
