/** Types of install.mjs for the checks; the file itself runs on any Node ≥ 20 and stays plain JavaScript. */
export const root: string
export const pinnedNode: string
export function nodeMistake(version?: string): string | undefined
export function isInstalled(projectRoot?: string, node?: string): boolean
