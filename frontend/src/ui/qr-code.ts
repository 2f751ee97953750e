/** One path for all dark modules of a code, a run of neighbours at a time, so that no hairline opens between them. */
export function codePath(modules: readonly (readonly boolean[])[]): string {
  const runs: string[] = []
  modules.forEach((row, y) => {
    let x = 0
    while (x < row.length) {
      let end = x
      while (row[end] === true) end++
      if (end > x) runs.push(`M${x} ${y}h${end - x}v1h${x - end}z`)
      x = end + 1
    }
  })
  return runs.join('')
}
