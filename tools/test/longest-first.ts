/** In which order files are run: long ones first, so that no run ends with a worker at one of them and the others idle. */
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/**
 * Half a minute and more each on two cores, the longest first, but one file of screens at a time: sites wait much and
 * work little, a browser does not. Vitest itself takes one project after the other, which leaves the screens for last, and
 * knows how long a file takes only where it ran before.
 */
export const longFiles = [
  'e2e/screens/kiosk.test.ts',
  'e2e/parking/other-boards.test.ts',
  'e2e/crash/crash.test.ts',
  'e2e/docs/examples.test.ts',
  'e2e/parking/parking-day.test.ts',
  'e2e/screens/keyboard.test.ts',
  'e2e/failure/cameras.test.ts',
  'e2e/console/access.test.ts',
  'e2e/site/enrolment.test.ts',
  'e2e/screens/pointer.test.ts',
  'e2e/parking/notes-and-coins.test.ts',
  'e2e/failure/database-away.test.ts',
] as const

/** Where a file stands among the long ones; after all of them when it is none. */
function placeOf({ moduleId }: Pick<TestSpecification, 'moduleId'>): number {
  const place = longFiles.findIndex(file => moduleId.endsWith(`/${file}`))
  return place === -1 ? longFiles.length : place
}

/** Vitest's order, with the long files before all others of their group. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const groupOf = ({ project }: TestSpecification) => project.config.sequence.groupOrder
    return (await super.sort(files)).toSorted((a, b) => groupOf(a) - groupOf(b) || placeOf(a) - placeOf(b))
  }
}
