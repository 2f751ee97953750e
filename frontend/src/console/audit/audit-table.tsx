/** The audit trail, newest first; a row opens to what was before and after. */
import type { AuditView } from '@palang/protocol'
import { Key } from '@solid-primitives/keyed'
import ChevronRight from 'lucide-solid/icons/chevron-right'
import Filter from 'lucide-solid/icons/funnel'
import { createMemo, createSignal, For, type JSX, Show } from 'solid-js'
import { reasonWord } from '../../words/stay-words.ts'
import { actorName } from '../../words/machine-words.ts'
import { actWord } from '../../words/act-word.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { SpokenHead } from '../../ui/spoken-head.tsx'
import { useSite } from '../../site/site.tsx'
import { ActOfCommand, commandOf } from './act-of-command.tsx'
import type { AuditParams } from './audit-query.ts'
import { type Change, changesOf } from './changes.ts'
import { subjectName } from './subject-name.ts'
import { valueText } from './value-text.ts'

const columns = 6

function FieldName(props: { path: readonly string[] }): JSX.Element {
  const i18n = useI18n()
  const word = () => props.path.map(name => i18n.tMaybe(`field.${name}`, name.replaceAll('_', ' '))).join(' · ')
  return <>{word() === '' ? i18n.t('audit.value') : word()}</>
}

function Differences(props: { subject: string; changes: readonly Change[] }): JSX.Element {
  const i18n = useI18n()
  const differing = () => props.changes.filter(change => change.kind !== 'same')
  const same = () => props.changes.length - differing().length
  return (
    <>
      <table class="changes">
        <thead>
          <tr>
            <th>{i18n.t('audit.field')}</th>
            <th>{i18n.t('audit.before')}</th>
            <th>{i18n.t('audit.after')}</th>
          </tr>
        </thead>
        <tbody>
          <For each={differing()}>
            {change => (
              <tr>
                <th scope="row">
                  <FieldName path={change.path} />
                </th>
                <td class="stop">
                  <Show when={change.kind !== 'added'} fallback={<span class="text-faint">—</span>}>
                    <del>{valueText(i18n, change.before, change.path.at(-1), props.subject)}</del>
                  </Show>
                </td>
                <td class="flow">
                  <Show when={change.kind !== 'removed'} fallback={<span class="text-faint">—</span>}>
                    <ins>{valueText(i18n, change.after, change.path.at(-1), props.subject)}</ins>
                  </Show>
                </td>
              </tr>
            )}
          </For>
        </tbody>
      </table>
      <Show when={same() > 0}>
        <p class="hint">{i18n.t('audit.same', { count: same() })}</p>
      </Show>
    </>
  )
}

/** One side only: what was made, ordered or removed. */
function Values(props: { subject: string; changes: readonly Change[]; side: 'before' | 'after' }): JSX.Element {
  const i18n = useI18n()
  return (
    <dl class="values">
      <For each={props.changes}>
        {change => (
          <div>
            <dt>
              <FieldName path={change.path} />
            </dt>
            <dd>{valueText(i18n, change[props.side], change.path.at(-1), props.subject)}</dd>
          </div>
        )}
      </For>
    </dl>
  )
}

function What(props: { entry: AuditView }): JSX.Element {
  const i18n = useI18n()
  const changes = createMemo(() => changesOf(props.entry.before, props.entry.after))
  const has = (kind: Change['kind']) => changes().some(change => change.kind === kind)
  const oneSided = () => changes().every(change => change.kind === 'added') || changes().every(change => change.kind === 'removed')
  return (
    <Show when={changes().length > 0} fallback={<p class="text-muted">{i18n.t('audit.nothing')}</p>}>
      <Show when={oneSided()} fallback={<Differences subject={props.entry.subject} changes={changes()} />}>
        <Show when={has('removed')}>
          <p class="field-label">{i18n.t('audit.before')}</p>
        </Show>
        <Values subject={props.entry.subject} changes={changes()} side={has('removed') ? 'before' : 'after'} />
      </Show>
    </Show>
  )
}

/** Narrows the list to what this entry is about. */
function Narrow(props: { entry: AuditView; onNarrow: (change: AuditParams) => void }): JSX.Element {
  const i18n = useI18n()
  const ways = (): [string, AuditParams][] => [
    [actorName(props.entry.actor), { actor: props.entry.actor }],
    [actWord(i18n, props.entry.action), { action: props.entry.action }],
    [props.entry.subject, { subject: props.entry.subject }],
  ]
  return (
    <div class="no-print flex flex-wrap items-center gap-2">
      <span class="flex items-center gap-1.5 text-[13px] text-muted">
        <Filter size={14} aria-hidden="true" />
        {i18n.t('audit.only')}
      </span>
      <For each={ways()}>
        {([word, change]) => (
          <button type="button" class="chip max-w-full" onClick={() => props.onNarrow(change)}>
            <span class="truncate">{word}</span>
          </button>
        )}
      </For>
    </div>
  )
}

function Detail(props: { entry: AuditView; onNarrow: (change: AuditParams) => void }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const e = () => props.entry
  return (
    <div class="grid w-0 min-w-full grid-cols-[minmax(0,1fr)] gap-3 pt-1 pb-1.5">
      <p class="text-muted [overflow-wrap:anywhere] lg:hidden">
        {subjectName(i18n, e().subject, site.nameOf)}
        <Show when={reasonWord(i18n, e().reason)}>{reason => <span> — {reason()}</span>}</Show>
      </p>
      <What entry={e()} />
      <Show when={commandOf(e())}>{id => <ActOfCommand commandId={id()} />}</Show>
      <Narrow entry={e()} onNarrow={props.onNarrow} />
      <p class="text-[12.5px] text-faint [overflow-wrap:anywhere]">
        {i18n.format().full(e().at)}
        {e().source === null ? '' : ` · ${i18n.t('audit.source')} ${e().source ?? ''}`} · {i18n.t('audit.chain')} {e().seq} ·{' '}
        <span class="font-mono">{e().hash.slice(0, 16)}</span>
      </p>
    </div>
  )
}

function Row(props: { entry: AuditView; onNarrow: (change: AuditParams) => void }): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const [open, setOpen] = createSignal(false)
  const e = () => props.entry
  return (
    <>
      <tr data-go onClick={() => setOpen(value => !value)}>
        <td class="whitespace-nowrap text-muted" title={i18n.format().full(e().at)}>
          {i18n.format().day(e().at)} <span class="max-sm:block">{i18n.format().clock(e().at)}</span>
        </td>
        <td class="max-w-[22ch] truncate max-md:hidden" title={actorName(e().actor)}>
          {actorName(e().actor)}
        </td>
        <td class="font-[540] lg:whitespace-nowrap">
          {actWord(i18n, e().action)}
          <span class="block text-[13px] font-[450] text-muted [overflow-wrap:anywhere] md:hidden">{actorName(e().actor)}</span>
        </td>
        <td class="max-w-[20ch] truncate text-muted 2xl:max-w-[32ch] max-lg:hidden" title={e().subject}>
          {subjectName(i18n, e().subject, site.nameOf)}
        </td>
        <td class="max-w-[22ch] truncate text-muted 2xl:max-w-[48ch] max-lg:hidden" title={reasonWord(i18n, e().reason)}>
          {reasonWord(i18n, e().reason) || '—'}
        </td>
        <td class="w-px">
          <button
            type="button"
            class="btn btn-quiet btn-icon btn-sm"
            aria-expanded={open()}
            aria-label={`${i18n.t('logs.detail')}: ${actWord(i18n, e().action)}, ${i18n.format().clock(e().at)}`}
          >
            <ChevronRight size={16} class={`transition-transform ${open() ? 'rotate-90' : ''}`} aria-hidden="true" />
          </button>
        </td>
      </tr>
      <Show when={open()}>
        <tr>
          <td colspan={columns} class="border-t-0! pt-0!">
            <Detail entry={e()} onNarrow={props.onNarrow} />
          </td>
        </tr>
      </Show>
    </>
  )
}

export function AuditTable(props: { items: readonly AuditView[]; onNarrow: (change: AuditParams) => void }): JSX.Element {
  const i18n = useI18n()
  return (
    <table class="table table-edge table-sticky">
      <thead>
        <tr>
          <th>{i18n.t('col.time')}</th>
          <th class="max-md:hidden">{i18n.t('audit.who')}</th>
          <th>{i18n.t('audit.what')}</th>
          <th class="max-lg:hidden">{i18n.t('audit.subject')}</th>
          <th class="max-lg:hidden">{i18n.t('audit.reason')}</th>
          <SpokenHead text={i18n.t('logs.detail')} />
        </tr>
      </thead>
      <tbody>
        <Key each={props.items} by="seq">
          {entry => <Row entry={entry()} onNarrow={props.onNarrow} />}
        </Key>
      </tbody>
    </table>
  )
}
