import { createMemo, type JSX } from 'solid-js'

const width = 92
const height = 28
const inset = 2

/** The path of a small line through `values`, oldest first, with the last point at the right edge. Flat at the foot when all are zero. */
function sparkPath(values: readonly number[]): string {
  if (values.length === 0) return ''
  const top = Math.max(...values, 1)
  const step = values.length === 1 ? 0 : (width - inset * 2) / (values.length - 1)
  return values
    .map((value, index) => {
      const x = inset + index * step
      const y = height - inset - (value / top) * (height - inset * 2)
      return `${index === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`
    })
    .join('')
}

/** A course over time, without axes: the figure beside it says how much. */
export function Sparkline(props: { values: readonly number[]; label: string; class?: string }): JSX.Element {
  const path = createMemo(() => sparkPath(props.values))
  return (
    <svg
      class={`h-7 min-w-0 max-w-[240px] flex-[0_1_40%] ${props.class ?? ''}`}
      viewBox={`0 0 ${width} ${height}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={props.label}
      fill="none"
    >
      <path
        d={path()}
        stroke="currentColor"
        stroke-width="1.6"
        stroke-linecap="round"
        stroke-linejoin="round"
        vector-effect="non-scaling-stroke"
      />
    </svg>
  )
}
