/** Tickets and receipts of which nobody knows whether they came out, and a copy of one by the operator's hand. */
import { A } from '@solidjs/router'
import type { LostPrint } from '@palang/protocol'
import { Key } from '@solid-primitives/keyed'
import Printer from 'lucide-solid/icons/printer'
import ReceiptText from 'lucide-solid/icons/receipt-text'
import Ticket from 'lucide-solid/icons/ticket'
import { createSignal, type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { api } from '../../api/endpoints.ts'
import type { ApiProblem } from '../../api/problem.ts'
import { useAccount } from '../../site/account.tsx'
import type { MachineRow } from '../../site/site.tsx'
import { type I18n, useI18n } from '../../i18n/i18n.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { Panel } from '../../ui/panel.tsx'
import { toast } from '../../ui/toast.tsx'
import { ReasonFields } from '../../site/reason-fields.tsx'
import { copyReasons, createReason } from '../../site/reason-choice.ts'

/** “Ticket A7K2-9QFM”; a receipt without a reference is only that. */
function paperName(i18n: I18n, paper: LostPrint): string {
  const kind = i18n.tMaybe(`paper.${paper.kind}`, paper.kind.replaceAll('_', ' '))
  return paper.reference === undefined ? kind : `${kind} ${paper.reference}`
}

/** Why no copy is known to have come out, where the usual words would not say it. */
function copyProblem(i18n: I18n, { code }: ApiProblem): string | undefined {
  if (code === 'outcome_unknown') return i18n.t('paper.unknown')
  if (code === 'device_unavailable') return i18n.t('paper.unavailable')
  return code === 'not_found' ? i18n.t('paper.gone') : undefined
}

function Row(props: { paper: LostPrint; onCopy: (() => void) | undefined }): JSX.Element {
  const i18n = useI18n()
  const kind = () => i18n.tMaybe(`paper.${props.paper.kind}`, props.paper.kind.replaceAll('_', ' '))
  return (
    <li class="flex min-h-11 items-center gap-3 border-line-soft py-1.5 not-first:border-t">
      <Dynamic component={props.paper.kind === 'receipt' ? ReceiptText : Ticket} size={17} class="shrink-0 text-muted" aria-hidden="true" />
      <div class="min-w-0 flex-1">
        <Show when={props.paper.reference} fallback={<div class="truncate font-[520]">{kind()}</div>}>
          {reference => (
            <A href={`/sessions?q=${encodeURIComponent(reference())}`} class="tabular block truncate font-[520]">
              {reference()}
            </A>
          )}
        </Show>
        <div class="tabular truncate text-[12.5px] text-faint">
          <Show when={props.paper.reference !== undefined}>{kind()} · </Show>
          {i18n.format().moment(props.paper.at)}
        </div>
      </div>
      <Show when={props.onCopy}>
        {onCopy => (
          <button
            type="button"
            class="btn btn-sm shrink-0"
            aria-label={i18n.t('paper.copyOf', { what: paperName(i18n, props.paper) })}
            onClick={() => onCopy()()}
          >
            <Printer size={15} aria-hidden="true" />
            {i18n.t('paper.copy')}
          </button>
        )}
      </Show>
    </li>
  )
}

/** Asks why, and prints the copy; the dialog stays with the reason while none is known to have come out. */
function CopyDialog(props: { gateId: string; gateName: string; paper: LostPrint | undefined; onClose: () => void }): JSX.Element {
  const i18n = useI18n()
  const reason = createReason()
  const run = async () => {
    const text = reason.text()
    if (props.paper === undefined || text === undefined) return
    const { evidence } = await api.reprint(props.gateId, props.paper.job_id, text)
    reason.spent(text)
    const isAssumed = evidence?.kind === 'assumed'
    const title = i18n.t(isAssumed ? 'paper.assumed' : 'paper.done', { gate: props.gateName })
    toast({ tone: isAssumed ? 'attend' : 'flow', title, closeLabel: i18n.t('toast.close') })
  }
  return (
    <Confirm
      open={props.paper !== undefined}
      onClose={props.onClose}
      title={props.paper === undefined ? i18n.t('paper.copy') : i18n.t('paper.copyOf', { what: paperName(i18n, props.paper) })}
      text={i18n.t('paper.copyText')}
      confirm={i18n.t('paper.copy')}
      ready={reason.text() !== undefined}
      words={problem => copyProblem(i18n, problem)}
      run={run}
    >
      <ReasonFields reason={reason} missing={false} offered={copyReasons} />
    </Confirm>
  )
}

/**
 * The panel: right below the operator's hand while there is something to do, else last. Nothing at a gate that tells of no
 * papers, because it has no printer or an older controller.
 */
export function LostPapersPanel(props: { row: MachineRow }): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  // A paper of its own: the row behind the question may become another paper's while it is asked.
  const [asked, setAsked] = createSignal<LostPrint>()
  return (
    <Show when={props.row.live?.system?.lost_prints}>
      {papers => (
        <Panel title={i18n.t('paper.title')} class={papers().length > 0 ? 'max-lg:order-1' : 'order-4'}>
          <Show when={papers().length > 0} fallback={<p class="text-[13px] text-faint">{i18n.t('paper.none')}</p>}>
            <p class="mb-2 text-[13px] text-muted">{i18n.t('paper.lead')}</p>
            <ul class="m-0 -mb-1.5 list-none p-0">
              <Key each={papers()} by="job_id">
                {paper => <Row paper={paper()} onCopy={account.mayOperate() ? () => setAsked({ ...paper() }) : undefined} />}
              </Key>
            </ul>
          </Show>
          <CopyDialog gateId={props.row.id} gateName={props.row.name} paper={asked()} onClose={() => setAsked(undefined)} />
        </Panel>
      )}
    </Show>
  )
}
