/** What the site file says of one checkpoint, as the machine goes by it. */
import { handoverStep, scanStatusesWith } from '@palang/protocol'
import type { MachineServices } from '../machine.ts'
import type { CheckpointConfig } from './state.ts'

const usualDebounceS = 3

export function checkpointConfig({ config, meals }: Pick<MachineServices, 'config' | 'meals'>): CheckpointConfig {
  const { steps = handoverStep.options, step, debounce_s: debounceS = usualDebounceS } = config.checkpoint ?? {}
  return {
    steps,
    step: step ?? steps[0] ?? 'dispatched',
    debounceMs: Math.round(debounceS * 1_000),
    statuses: scanStatusesWith(meals.statuses),
  }
}
