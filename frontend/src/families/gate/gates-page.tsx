/** Every gate at a glance, and the two acts that move all of them. */
import { A } from '@solidjs/router'
import { Key } from '@solid-primitives/keyed'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { api, type GateOrder } from '../../api/endpoints.ts'
import { gateApi } from '../../api/gate-endpoints.ts'
import { useAccount } from '../../site/account.tsx'
import { type MachineRow, useSite } from '../../site/site.tsx'
import { useI18n } from '../../i18n/i18n.tsx'
import { useLive } from '../../live/live.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { toast } from '../../ui/toast.tsx'
import { Badge, StateWord } from '../../ui/tone.tsx'
import { heldGates, siteHold } from './attention.ts'
import { EveryGate } from './every-gate.tsx'
import { ReasonFields } from '../../site/reason-fields.tsx'
import { useOperatorWords } from './operator-words/operator-words.ts'
import { createReason } from '../../site/reason-choice.ts'
import { GateScene } from '../../ui/gate-scene.tsx'
import { barrierStatus, barrierTone, barrierWord, gateHeadline, isPayStation } from './gate-words.ts'
import { PayStationScene } from './pay-station-scene.tsx'

function GateCard(props: { row: MachineRow }): JSX.Element {
  const i18n = useI18n()
  const say = useOperatorWords()
  const live = useLive()
  const gate = () => props.row.live?.gate
  const phase = () => props.row.live?.system?.lane?.phase
  const stale = () => props.row.tone === 'stale'
  const age = () => {
    const heard = props.row.live?.heardAtMs
    return heard === undefined ? i18n.t('machine.unheardShort') : i18n.format().age(live.now() - heard)
  }
  const headline = () => gateHeadline(i18n, props.row)
  return (
    <A href={`/gates/${props.row.id}`} class={`tile ${props.row.tone} overflow-hidden p-0`}>
      <Show
        when={!isPayStation(props.row)}
        fallback={<PayStationScene phase={phase()} stale={stale()} class="h-[200px] border-b border-line-soft pt-3 max-sm:h-[164px]" />}
      >
        <GateScene
          status={barrierStatus(props.row)}
          loop1={gate()?.loop1}
          loop2={gate()?.loop2}
          beam={gate()?.beam}
          stale={stale()}
          class="h-[200px] border-b border-line-soft pt-3 max-sm:h-[164px]"
        />
      </Show>
      <div class="grid grid-cols-[minmax(0,1fr)] gap-2.5 px-[18px] pt-1 pb-[18px]">
        <div class="flex items-baseline gap-2.5">
          <h2 class="line-clamp-2 text-[16px] font-[620]" title={props.row.name}>
            {props.row.name}
          </h2>
          <span class="whitespace-nowrap text-muted">{i18n.t(`gate.${props.row.view.direction ?? 'in'}`)}</span>
          <span class="tabular ml-auto text-[12.5px] whitespace-nowrap text-faint">{age()}</span>
        </div>
        <div class="flex min-h-[26px] flex-wrap items-center justify-between gap-2">
          <StateWord tone={props.row.tone} word={stale() ? i18n.t('machine.notHeard') : headline().word} class="min-w-0" />
          <Show when={heldGates([props.row])[0]}>
            {held => (
              <Badge tone={held().proof === 'not_reached' || held().proof === 'not_open' ? 'attend' : 'stop'}>
                {say(held().proof === 'open' || held().proof === 'assumed' ? 'hold.tile' : `hold.proof.${held().proof}`)}
              </Badge>
            )}
          </Show>
          <Show when={!stale() && !isPayStation(props.row)}>
            <Badge tone={barrierTone(barrierStatus(props.row))} bare>
              {gate()?.position_known === false ? barrierWord(i18n, props.row) : i18n.t(`gate.status.${barrierStatus(props.row)}`)}
            </Badge>
          </Show>
        </div>
      </div>
    </A>
  )
}

type AllAct = 'open' | 'close' | 'hold'

function AllGates(props: { count: number; held: boolean }): JSX.Element {
  const i18n = useI18n()
  const say = useOperatorWords()
  const [asking, setAsking] = createSignal<AllAct>()
  const reason = createReason()
  const words = () => {
    const { count } = props
    switch (asking() ?? 'open') {
      case 'hold':
        return { title: say('hold.holdTitle'), text: say('hold.holdText', { count }), confirm: say('hold.hold') }
      case 'close':
        return { title: i18n.t('gate.closeAllTitle'), text: i18n.t('gate.closeAllText', { count }), confirm: i18n.t('gate.closeAll') }
      case 'open':
        return { title: i18n.t('gate.openAllTitle'), text: i18n.t('gate.openAllText', { count }), confirm: i18n.t('gate.openAll') }
    }
  }
  const run = async () => {
    const action = asking()
    const text = reason.text()
    if (action === undefined || text === undefined) return
    if (action === 'hold') {
      await gateApi.holdAll(text)
      return reason.spent(text)
    }
    const order: GateOrder = { action, reason: text }
    const { commands, refused } = await api.controlAllGates(order)
    reason.spent(text)
    const count = commands.length + refused.length
    const failed = count - commands.filter(command => command.state === 'succeeded').length
    const title = failed === 0 ? i18n.t('gate.allDone', { count }) : i18n.t('gate.allPart', { failed, count })
    toast({ tone: failed === 0 ? 'flow' : 'attend', title, closeLabel: i18n.t('toast.close') })
  }
  return (
    <div class="ml-auto flex flex-wrap gap-2.5">
      <Show when={!props.held}>
        <button type="button" class="btn btn-danger" onClick={() => setAsking('hold')}>
          {say('hold.hold')}
        </button>
      </Show>
      <button type="button" class="btn" onClick={() => setAsking('close')}>
        {i18n.t('gate.closeAll')}
      </button>
      <button type="button" class="btn btn-warn" onClick={() => setAsking('open')}>
        {i18n.t('gate.openAll')}
      </button>
      <Confirm
        open={asking() !== undefined}
        onClose={() => setAsking(undefined)}
        {...words()}
        danger={asking() !== 'close'}
        ready={reason.text() !== undefined}
        run={run}
      >
        <ReasonFields reason={reason} missing={false} />
      </Confirm>
    </div>
  )
}

const order = { in: 0, pay: 1, out: 2 } as const

/** In the order a driver meets them, else as they came. */
function asMet(rows: readonly MachineRow[]): MachineRow[] {
  const rank = (row: MachineRow) => order[row.view.direction ?? 'in']
  return rows.toSorted((a, b) => rank(a) - rank(b))
}

export default function GatesPage(): JSX.Element {
  const i18n = useI18n()
  const site = useSite()
  const account = useAccount()
  const gates = () => {
    const found = site.machines()?.filter(row => row.view.family === 'gate')
    return found === undefined ? undefined : asMet(found)
  }
  const barriers = () => (gates() ?? []).filter(row => !isPayStation(row))
  return (
    <>
      <PageHead title={i18n.t('gate.listTitle')}>
        <Show when={account.mayOperate() && barriers().length > 0}>
          <AllGates count={barriers().length} held={siteHold(barriers()) !== undefined} />
        </Show>
      </PageHead>
      <EveryGate gates={gates()} waiting={<TileSkeletons />}>
        {list => (
          <div class="grid grid-cols-[repeat(auto-fill,minmax(min(100%,340px),1fr))] gap-[18px]">
            <Key each={list()} by="id">
              {row => <GateCard row={row()} />}
            </Key>
          </div>
        )}
      </EveryGate>
    </>
  )
}

function TileSkeletons(): JSX.Element {
  return (
    <div class="grid grid-cols-[repeat(auto-fill,minmax(min(100%,340px),1fr))] gap-[18px]">
      <For each={[0, 1, 2]}>
        {() => (
          <div class="tile gap-3 overflow-hidden p-0 pb-[18px]">
            <div class="skeleton h-[200px] rounded-none max-sm:h-[164px]" />
            <div class="skeleton mx-[18px] h-6 w-1/2" />
            <div class="skeleton mx-[18px] h-5 w-1/3" />
          </div>
        )}
      </For>
    </div>
  )
}
