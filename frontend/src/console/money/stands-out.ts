/** So many openings by hand in a period happen to anybody. */
const ordinaryOpens = 5

/** Whether somebody opens a barrier by hand often and takes money there less often: worth a look, and no proof. */
export function standsOut({ opens, payments }: { opens: number; payments: number }): boolean {
  return opens >= ordinaryOpens && payments * 2 < opens
}
