/** A story told in YAML: acts at gates, and conditions to wait for in between. */
import { loadYaml } from '@palang/kit'
import { CodedError } from '@palang/kit/errors'
import { z } from 'zod'
import { type GateAct, gateActs, runGateAct } from '../control/acts.ts'
import { condition, waitFor } from '../control/conditions.ts'
import { trafficSettings } from '../traffic/traffic.ts'
import type { World } from '../world/world.ts'

const onGate = z.looseObject({ gate: z.string() })
const actStep = z.strictObject(
  Object.fromEntries(Object.keys(gateActs).map(name => [name, onGate.optional()])) as Record<GateAct, z.ZodOptional<typeof onGate>>,
)
const step = actStep
  .extend({ wait: condition.optional(), traffic: trafficSettings.partial().optional(), note: z.string().optional() })
  .refine(one => Object.keys(one).length === 1, 'a step is one act: a mapping with one key')

export const script = z.array(step).min(1)
export type Script = z.infer<typeof script>
type Step = Script[number]

/** Reads a script; throws `ConfigError` with every mistake, also in the bodies of acts and for gates the site lacks. */
export function loadScript(file: string, gateIds: readonly string[]): Script {
  const known = script.superRefine((steps, context) => {
    steps.forEach((one, index) => {
      const entry = Object.entries(one)[0]
      if (entry === undefined || entry[0] === 'traffic' || entry[0] === 'note') return
      const [name, value] = entry
      const { gate, ...body } = value as { gate: string }
      if (!gateIds.includes(gate))
        context.addIssue({ code: 'custom', path: [index, name, 'gate'], message: `is not a gate of the site: ${gateIds.join(', ')}` })
      if (name === 'wait') return
      const checked = gateActs[name as GateAct].body.safeParse(body)
      for (const issue of checked.error?.issues ?? [])
        context.addIssue({ code: 'custom', path: [index, name, ...issue.path], message: issue.message })
    })
  })
  return loadYaml(file, known)
}

/** Plays the steps in order. Throws `script_failed` naming the step that did not work out. */
export async function playScript(world: World, steps: Script): Promise<void> {
  for (const [index, one] of steps.entries()) {
    try {
      await playStep(world, one)
    } catch (error) {
      throw new CodedError(
        'script_failed',
        `step ${index + 1}, ${JSON.stringify(one)}: ${error instanceof Error ? error.message : String(error)}`,
        { cause: error },
      )
    }
  }
}

async function playStep(world: World, one: Step): Promise<void> {
  if (one.note !== undefined) {
    world.log.info({ note: one.note }, 'script')
  } else if (one.traffic !== undefined) {
    world.traffic.change(JSON.parse(JSON.stringify(one.traffic)) as Parameters<World['traffic']['change']>[0])
  } else if (one.wait !== undefined) {
    if (!(await waitFor(world, one.wait))) throw new CodedError('condition_not_met', `did not hold within ${one.wait.timeout_s} s`)
  } else {
    const [name, value] = Object.entries(one)[0] ?? []
    const { gate: gateId, ...body } = (value ?? {}) as Record<string, unknown>
    const gate = world.gates.find(candidate => candidate.id === gateId)
    if (name === undefined || gate === undefined) throw new CodedError('unknown_machine', `there is no gate ${String(gateId)}`)
    await runGateAct(world, gate, name as GateAct, body)
  }
}
