/** The editor: a form made of one version, what it would ask, what it would have earned, and its publishing as the next one. */
import type { TariffView } from '@palang/protocol'
import { tariff as tariffSchema, type Tariff } from '@palang/tariff'
import { A, useParams } from '@solidjs/router'
import { useQuery } from '@tanstack/solid-query'
import SearchX from 'lucide-solid/icons/search-x'
import { createMemo, createSignal, type JSX, Show } from 'solid-js'
import { createStore } from 'solid-js/store'
import { tariffApi } from '../../api/tariff-endpoints.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { useAccount } from '../../site/account.tsx'
import { Empty, Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { PageHead, Panel } from '../../ui/panel.tsx'
import { BandsSection } from '../tariffs/bands-section.tsx'
import { ClassesSection } from '../tariffs/classes-section.tsx'
import { type Draft, draftOf } from '../tariffs/draft.ts'
import { EditorProvider, IssueList } from '../tariffs/editor.tsx'
import { ExamplePanel } from '../tariffs/example-panel.tsx'
import { GeneralSection } from '../tariffs/general-section.tsx'
import { judge } from '../tariffs/issues.ts'
import { placeWords } from '../tariffs/place-words.ts'
import { PublishDialog } from '../tariffs/publish-dialog.tsx'
import { ReplayPanel } from '../tariffs/replay-panel.tsx'
import { ValidationsSection } from '../tariffs/validations-section.tsx'
import { useTariffWords } from '../tariffs/words.ts'

/** Named at once beside the form; each stands at its field too. */
const mostIssues = 12

function Fields(): JSX.Element {
  return (
    <div class="grid min-w-0 gap-[18px]">
      <GeneralSection />
      <ClassesSection />
      <BandsSection />
      <ValidationsSection />
    </div>
  )
}

/** What is wrong with the draft, now and after each change. */
function createJudgement(draft: Draft) {
  const i18n = useI18n()
  const w = useTariffWords()
  const saying = {
    money: (amount: number) => i18n.format().money(amount, draft.currency),
    band: (name: string) => i18n.tMaybe(`band.${name}`, name),
    vehicleClass: (id: string) => i18n.tMaybe(`class.${id}`, id),
  }
  const judged = createMemo(() => judge(draft, w, saying))
  const nameOf = (name: string) => i18n.tMaybe(`class.${name}`, saying.band(name))
  /** Mistakes of form say only what is wrong with a field: here, away from it, also which. */
  const placed = () =>
    judged().issues.map(issue =>
      judged().tariff === undefined ? { ...issue, text: `${placeWords(issue.path.split('.'), w, nameOf)}: ${issue.text}` } : issue,
    )
  return { judged, placed }
}

function Form(props: { base: Tariff; next: number }): JSX.Element {
  const w = useTariffWords()
  const account = useAccount()
  const [publishing, setPublishing] = createSignal(false)
  const [draft, set] = createStore<Draft>(draftOf(props.base, props.next))
  const { judged, placed } = createJudgement(draft)
  const sound = () => (judged().isSound ? judged().tariff : undefined)
  return (
    <EditorProvider value={{ draft, set, judged }}>
      <PageHead title={`${draft.id} · ${w('version', { version: draft.version })}`}>
        <span class="text-muted">{w('basedOn', { version: props.base.version })}</span>
        <div class="ml-auto flex flex-wrap gap-2.5">
          <A href="/tariffs" class="btn">
            {w('back')}
          </A>
          <Show when={account.mayConfigure()}>
            <button
              type="button"
              class="btn btn-primary"
              disabled={sound() === undefined}
              title={sound() === undefined ? w('hasMistakes') : undefined}
              onClick={() => setPublishing(true)}
            >
              {w('publish')}
            </button>
          </Show>
        </div>
      </PageHead>
      <Show when={!account.mayConfigure()}>
        <p class="note">{w('readOnly')}</p>
      </Show>
      <div class="grid items-start gap-[18px] lg:grid-cols-[minmax(0,1.6fr)_minmax(340px,1fr)]">
        <Fields />
        <div class="grid min-w-0 gap-[18px] lg:sticky lg:top-[76px] lg:max-h-[calc(100dvh-92px)] lg:overflow-y-auto">
          <Panel title={w('problems')}>
            <div class="grid gap-2" aria-live="polite">
              <Show when={judged().issues.length > 0} fallback={<p class="text-muted">{w('noProblems')}</p>}>
                <IssueList issues={placed().slice(0, mostIssues)} />
              </Show>
            </div>
          </Panel>
          <ExamplePanel tariff={judged().tariff} />
          <Show when={account.mayOperate()}>
            <ReplayPanel tariff={sound()} />
          </Show>
        </div>
      </div>
      <PublishDialog open={publishing()} onClose={() => setPublishing(false)} before={props.base} after={sound()} />
    </EditorProvider>
  )
}

function Missing(): JSX.Element {
  const w = useTariffWords()
  return (
    <>
      <PageHead title={w('title')} />
      <Empty icon={SearchX} title={w('missing')}>
        <A href="/tariffs" class="btn">
          {w('back')}
        </A>
      </Empty>
    </>
  )
}

/** The version the address names, as the engine reads it, and the number of the one to come. */
function chosen(items: readonly TariffView[], id: string, version: string): { base: Tariff; next: number } | undefined {
  const ofTariff = items.filter(one => one.id === id)
  const parsed = tariffSchema.safeParse(ofTariff.find(one => String(one.version) === version)?.definition)
  return parsed.success ? { base: parsed.data, next: Math.max(...ofTariff.map(one => one.version)) + 1 } : undefined
}

/** Made anew only for another version: what is being typed must not be taken away when the list is read again. */
function Chosen(props: { items: readonly TariffView[]; id: string; version: string }): JSX.Element {
  const found = createMemo(() => chosen(props.items, props.id, props.version), undefined, {
    equals: (a, b) => a?.base.id === b?.base.id && a?.base.version === b?.base.version,
  })
  return (
    <Show when={found()} keyed fallback={<Missing />}>
      {({ base, next }) => <Form base={base} next={next} />}
    </Show>
  )
}

export default function TariffEditor(): JSX.Element {
  const params = useParams<{ id: string; version: string }>()
  const query = useQuery(() => ({ queryKey: ['tariffs'], queryFn: tariffApi.tariffs }))
  return (
    <Loaded
      query={query}
      skeleton={
        <section class="panel">
          <SkeletonRows rows={10} />
        </section>
      }
    >
      {data => <Chosen items={data().items} id={params.id} version={params.version} />}
    </Loaded>
  )
}
