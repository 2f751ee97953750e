import { z } from 'zod'

/** Choosing a way to pay at the kiosk, or taking the choice back. */
export const choiceBody = z.looseObject({ act: z.enum(['start', 'cancel']) })
