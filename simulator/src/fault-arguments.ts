/** Words of faults on a command line. */

/** Those of `given`, parted by commas, that are `names`; others become mistakes. */
export function faultArguments<Name extends string>(given: string | undefined, names: readonly Name[], mistakes: string[]): Name[] {
  return (given?.split(',') ?? []).flatMap(name => {
    const known = names.find(one => one === name)
    if (known === undefined) mistakes.push(`--faults: there is no ${JSON.stringify(name)}; there are ${names.join(', ')}`)
    return known ?? []
  })
}
