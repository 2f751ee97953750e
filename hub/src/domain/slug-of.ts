/** Ids made of the names people give. */

/** Leaves room for a number behind it: ids have at most 64 characters. */
const longest = 56

/** The name in letters, digits and hyphens, with a number where that is taken; `unit` where nothing of the name can be written so. */
export async function slugOf(name: string, isTaken: (id: string) => Promise<boolean>): Promise<string> {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replaceAll(/[\u0300-\u036f]/g, '')
    .replaceAll(/[^a-z0-9]+/g, '-')
    .replaceAll(/^-|-$/g, '')
    .slice(0, longest)
    .replace(/-$/, '')
  const id = plain === '' ? 'unit' : plain
  if (!(await isTaken(id))) return id
  for (let number = 2; ; number += 1) if (!(await isTaken(`${id}-${number}`))) return `${id}-${number}`
}
