import type { SessionView } from '@palang/protocol'
import { A, useNavigate } from '@solidjs/router'
import ArrowRight from 'lucide-solid/icons/arrow-right'
import { type JSX, Show } from 'solid-js'
import { stayIcon } from '../words/stay-icon.ts'
import { plateText, sessionTitle, stayMinutes, stayTone, stayWord } from '../words/stay-words.ts'
import { useI18n } from '../i18n/i18n.tsx'
import { useLive } from '../live/live.tsx'
import { StateWord } from '../ui/tone.tsx'
import { useSite } from '../site/site.tsx'
import { VirtualRows } from '../ui/table-rows.tsx'

function Money(props: { session: SessionView }): JSX.Element {
  const i18n = useI18n()
  const s = () => props.session
  return (
    <Show when={s().amount !== null} fallback={<span class="text-faint">—</span>}>
      {i18n.format().money(s().amount ?? 0, s().currency)}
    </Show>
  )
}

/** A gate's name beside another one's: as much of it as tells the two apart and the row has room for. */
function GateName(props: { name: string }): JSX.Element {
  return (
    <span class="max-w-[12ch] min-w-0 truncate" title={props.name}>
      {props.name}
    </span>
  )
}

/**
 * The name and the gates give way to the columns that are read whole: a cell without a width of its own (`max-w-0`) takes
 * its share of what the others leave, and its text is cut to that.
 */
function Row(props: { session: SessionView }): JSX.Element {
  const i18n = useI18n()
  const live = useLive()
  const site = useSite()
  const navigate = useNavigate()
  const s = () => props.session
  const title = () => sessionTitle(s(), site.nameOf)
  /** A pour has no plate, but a volume. */
  const below = () => {
    const { pour, license_plate: plate } = s()
    return pour === null ? plateText(plate) : `${i18n.format().number(pour.ordered_ml)} ml`
  }
  const go = (event: MouseEvent) => {
    if (event.target instanceof HTMLElement && event.target.closest('a') !== null) return
    if (window.getSelection()?.isCollapsed === false) return
    navigate(`/sessions/${s().id}`)
  }
  return (
    <tr data-go onClick={go}>
      <td class="whitespace-nowrap text-muted">{i18n.format().moment(s().entered_at ?? s().opened_at)}</td>
      <td class="w-full max-w-0 xl:w-[17%]">
        <A href={`/sessions/${s().id}`} class="link link-name max-w-full sm:max-w-[min(18ch,100%)]" title={title()} data-row-link>
          {title()}
        </A>
        <span class="block truncate text-[13px] text-muted lg:hidden">{below()}</span>
      </td>
      <td class="max-w-[15ch] truncate max-lg:hidden" title={plateText(s().license_plate)}>
        {plateText(s().license_plate)}
      </td>
      <td class="text-muted max-lg:hidden">{i18n.tMaybe(`class.${s().vehicle_class}`, s().vehicle_class ?? '—')}</td>
      <td class="w-[23%] max-w-0 whitespace-nowrap max-xl:hidden">
        <span class="flex items-center gap-1.5 overflow-hidden text-muted">
          <GateName name={site.nameOf(s().machine_id)} />
          <Show when={s().exit_machine_id}>
            {exit => (
              <>
                <ArrowRight size={14} class="shrink-0 text-faint" aria-label="→" />
                <GateName name={site.nameOf(exit())} />
              </>
            )}
          </Show>
        </span>
      </td>
      <td>
        <StateWord tone={stayTone(s().state)} word={stayWord(i18n, s().state)} icon={stayIcon(s().state)} />
        <Show when={s().amount !== null}>
          <span class="block text-[13px] whitespace-nowrap text-muted sm:hidden">
            <Money session={s()} />
          </span>
        </Show>
      </td>
      <td class="num text-muted max-md:hidden">{i18n.format().minutes(stayMinutes(s(), live.now()))}</td>
      <td class="num max-sm:hidden">
        <Money session={s()} />
      </td>
    </tr>
  )
}

/** The list as a table; narrow screens keep what tells sessions apart. */
export function SessionTable(props: { items: readonly SessionView[] }): JSX.Element {
  const i18n = useI18n()
  return (
    <table class="table table-edge table-sticky">
      <thead>
        <tr>
          <th>{i18n.t('col.entered')}</th>
          <th>{i18n.t('col.card')}</th>
          <th class="max-lg:hidden">{i18n.t('col.plate')}</th>
          <th class="max-lg:hidden">{i18n.t('col.class')}</th>
          <th class="max-xl:hidden">{i18n.t('sessions.machine')}</th>
          <th>{i18n.t('col.state')}</th>
          <th class="num max-md:hidden">{i18n.t('col.duration')}</th>
          <th class="num max-sm:hidden">{i18n.t('col.amount')}</th>
        </tr>
      </thead>
      <VirtualRows items={props.items} columns={8}>
        {session => <Row session={session} />}
      </VirtualRows>
    </table>
  )
}
