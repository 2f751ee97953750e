/** What a meal programme is made of, and the plan of the day. */
import type { Programme } from '@palang/protocol'
import { useSearchParams } from '@solidjs/router'
import { type JSX, Match, Switch } from 'solid-js'
import { Segments } from '../../ui/segments.tsx'
import { ContainersPanel } from './containers-panel.tsx'
import { MealPage } from './meal-site.tsx'
import { PlanPanel } from './plan-panel.tsx'
import { RegisterPanel } from './register-panel.tsx'
import { registerForms } from './setup-registers.ts'
import { StockPanel } from './stock-panel.tsx'
import { useMealWords } from './words/meal-words.ts'

const parts = ['plan', 'places', 'containers', 'stock', 'vehicles', 'menus', 'programmes'] as const
type Part = (typeof parts)[number]

function Setup(props: { programme: Programme }): JSX.Element {
  const say = useMealWords()
  const [params, setParams] = useSearchParams<{ part?: string }>()
  const part = (): Part => parts.find(one => one === params.part) ?? 'plan'
  const register = () => {
    const chosen = part()
    return chosen === 'plan' || chosen === 'containers' || chosen === 'stock' ? undefined : registerForms[chosen]
  }
  return (
    <>
      <Segments<Part>
        chips
        label={say('nav.setup')}
        value={part()}
        options={parts.map(value => ({ value, label: say(`setup.part.${value}`) }))}
        onChange={chosen => setParams({ part: chosen }, { replace: true })}
      />
      <Switch>
        <Match when={part() === 'plan'}>
          <PlanPanel programmeId={props.programme.id} />
        </Match>
        <Match when={part() === 'containers'}>
          <ContainersPanel programmeId={props.programme.id} />
        </Match>
        <Match when={part() === 'stock'}>
          <StockPanel programmeId={props.programme.id} />
        </Match>
        <Match when={register()} keyed>
          {form => <RegisterPanel form={form} programmeId={props.programme.id} />}
        </Match>
      </Switch>
    </>
  )
}

export default function SetupPage(): JSX.Element {
  const say = useMealWords()
  return (
    <MealPage title={say('setup.title')} none={<RegisterPanel form={registerForms.programmes} programmeId="" />}>
      {programme => <Setup programme={programme()} />}
    </MealPage>
  )
}
