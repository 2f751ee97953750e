import type { SessionDetail } from '@palang/protocol'
import type { JSX } from 'solid-js'
import { useSite } from '../../site/site.tsx'
import { type I18n, useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { Pairs } from '../../ui/pairs.tsx'
import { Panel } from '../../ui/panel.tsx'
import { actorName } from '../../words/machine-words.ts'
import { plateText, proofWord, stayMinutes } from '../../words/stay-words.ts'

/** Rows for what cameras read, where they did; another plate than the one that came in is said so. */
function plateRows(i18n: I18n, { entry, exit }: SessionDetail['plate_reads']): [string, string][] {
  const told = (read: NonNullable<typeof entry>) => `${plateText(read.plate)} · ${Math.round(read.confidence * 100)}%`
  const isOther = entry !== null && exit !== null && entry.plate !== exit.plate
  return [
    ...(entry === null ? [] : [[i18n.t('session.plateReadIn'), told(entry)] satisfies [string, string]]),
    ...(exit === null
      ? []
      : [
          [i18n.t('session.plateReadOut'), isOther ? `${told(exit)} · ${i18n.t('session.plateOther')}` : told(exit)] satisfies [
            string,
            string,
          ],
        ]),
  ]
}

/** What the stay is: who, when, where, and on what proof. */
export function StaySummary(props: { session: SessionDetail }): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const site = useSite()
  const s = () => props.session
  const moment = (at: string | null) => (at === null ? '—' : `${i18n.format().day(at)} ${i18n.format().clock(at)}`)
  const rows = (): [string, string][] => [
    ...(s().card_id === null ? [] : [[i18n.t('session.card'), s().card_id ?? ''] satisfies [string, string]]),
    ...(s().ticket === null ? [] : [[i18n.t('session.ticket'), s().ticket ?? ''] satisfies [string, string]]),
    [i18n.t('session.plate'), plateText(s().license_plate)],
    ...plateRows(i18n, s().plate_reads),
    [i18n.t('session.class'), i18n.tMaybe(`class.${s().vehicle_class}`, s().vehicle_class ?? '—')],
    [i18n.t('session.entered'), moment(s().entered_at ?? s().opened_at)],
    [i18n.t('session.exited'), s().closed_at === null ? i18n.t('session.stillInside') : moment(s().closed_at)],
    [i18n.t('session.duration'), i18n.format().minutes(stayMinutes(s(), live.now()))],
    [i18n.t('session.entryGate'), site.nameOf(s().machine_id)],
    [i18n.t('session.exitGate'), s().exit_machine_id === null ? '—' : site.nameOf(s().exit_machine_id)],
    [i18n.t('session.entryProof'), proofWord(i18n, s().entry_evidence)],
    [i18n.t('session.exitProof'), proofWord(i18n, s().exit_evidence)],
    ...s().validations.map(({ name, given_by: by, given_at: at }): [string, string] => [
      i18n.t('session.merchant'),
      `${name} · ${actorName(by)} · ${i18n.format().moment(at)}`,
    ]),
    [i18n.t('session.decidedBy'), i18n.t(`decided.${s().decided_by ?? 'hub'}`)],
  ]
  return (
    <Panel title={i18n.t('session.summary')}>
      <Pairs rows={rows()} />
      <p class="mt-4 border-t border-line-soft pt-3 font-mono text-[12px] break-all text-faint">{s().id}</p>
    </Panel>
  )
}
