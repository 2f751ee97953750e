/** No package registry but the public one may be written into the tree: it would work on one network only. */

const registryAddress = /https?:\/\/[^\s"'`)>\]]*(?:registry|npm|verdaccio|artifactory|nexus)[^\s"'`)>\]]*/gi
const allowed = /^https:\/\/(registry\.npmjs\.org|docs\.npmjs\.com|(www\.)?npmjs\.com)(\/|$)/

/** One mistake for each foreign registry address in `text`. */
export function addressMistakes(file: string, text: string): string[] {
  return text
    .split('\n')
    .flatMap((line, index) =>
      [...line.matchAll(registryAddress)].flatMap(([address]) =>
        allowed.test(address) ? [] : [`${file}:${index + 1}: names the registry address ${address}`],
      ),
    )
}

/** Packages of a lock file that would be fetched from somewhere else than the registry npm is configured with. */
export function lockMistakes(file: string, text: string): string[] {
  const { packages } = JSON.parse(text) as { packages: Record<string, { resolved?: string; link?: boolean }> }
  return Object.entries(packages).flatMap(([name, { resolved, link }]) => {
    if (resolved === undefined || link === true || resolved.startsWith('https://registry.npmjs.org/')) return []
    return [`${file}: ${name} is resolved to ${resolved}`]
  })
}
