/** What a camera that reads licence plates tells. */
import { z } from 'zod'
import { licensePlate } from '../primitives.ts'

/** A licence plate as a camera read it; `confidence` from 0 to 1 as the camera says. */
export const plateRead = z.looseObject({ plate: licensePlate, confidence: z.number().min(0).max(1) })
export interface PlateRead {
  plate: string
  confidence: number
}

/** A camera has to be so sure of a plate for it to act, where the site file says nothing. */
export const usualPlateConfidence = 0.9
