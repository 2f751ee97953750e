/** What can be done about an outlet or a machine: its menu, and asking before what has consequences. */
import * as Menu from '@kobalte/core/dropdown-menu'
import type { MachineView, OutletView } from '@palang/protocol'
import Archive from 'lucide-solid/icons/archive'
import ArchiveRestore from 'lucide-solid/icons/archive-restore'
import ArrowRight from 'lucide-solid/icons/arrow-right'
import Pencil from 'lucide-solid/icons/pencil'
import Wrench from 'lucide-solid/icons/wrench'
import { createSignal, For, type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import { useNavigate } from '@solidjs/router'
import { premisesApi } from '../../api/premises-endpoints.ts'
import { families } from '../../families/registry.ts'
import { useAccount } from '../../site/account.tsx'
import { NoteDialog } from '../../site/maintenance-dialogs.tsx'
import { Confirm } from '../../ui/dialog.tsx'
import { RowMenu } from '../access/row-menu.tsx'
import { machineActs, outletActs, type PlaceAct } from './acts.ts'
import { MachineForm } from './machine-form.tsx'
import { OutletForm } from './outlet-form.tsx'
import { type ListedMachine, useDone, useIsAdmin } from './lists.ts'
import { usePremisesWords } from './words.ts'

const icons = { open: ArrowRight, edit: Pencil, note: Wrench, retire: Archive, restore: ArchiveRestore }

/** Nothing at all where nothing can be done. */
function ActMenu(props: { label: string; acts: readonly PlaceAct[]; onAct: (act: PlaceAct) => void }): JSX.Element {
  const say = usePremisesWords()
  return (
    <Show when={props.acts.length > 0}>
      <RowMenu label={props.label}>
        <For each={props.acts}>
          {act => (
            <Menu.Item class={`pop-item ${act === 'retire' ? 'text-stop' : ''}`} onSelect={() => props.onAct(act)}>
              <Dynamic component={icons[act]} size={17} class={act === 'retire' ? '' : 'text-muted'} aria-hidden="true" />
              {say(`act.${act}`)}
            </Menu.Item>
          )}
        </For>
      </RowMenu>
    </Show>
  )
}

/** The dialogs of one outlet; `act` says which is open. */
export function OutletDialogs(props: { outlet: OutletView; act: PlaceAct | undefined; onClose: () => void }): JSX.Element {
  const say = usePremisesWords()
  const done = useDone()
  const { id, name } = props.outlet
  return (
    <>
      <Show when={props.act === 'edit'}>
        <OutletForm outlet={props.outlet} onClose={props.onClose} />
      </Show>
      <Confirm
        open={props.act === 'retire'}
        onClose={props.onClose}
        title={say('outlet.retireTitle', { name })}
        text={say('outlet.retireText')}
        confirm={say('act.retire')}
        danger
        words={problem => (problem.code === 'conflict' ? say('outlet.hasMachines') : undefined)}
        run={async () => {
          await premisesApi.removeOutlet(id)
          await done(say('outlet.retireDone'), name)
        }}
      />
      <Confirm
        open={props.act === 'restore'}
        onClose={props.onClose}
        title={say('outlet.restoreTitle', { name })}
        text={say('outlet.restoreText')}
        confirm={say('act.restore')}
        run={async () => {
          await premisesApi.changeOutlet(id, { retired: false })
          await done(say('outlet.restoreDone'), name)
        }}
      />
    </>
  )
}

function MachineDialogs(props: { machine: MachineView; act: PlaceAct | undefined; onClose: () => void }): JSX.Element {
  const say = usePremisesWords()
  const done = useDone()
  const { id, name } = props.machine
  return (
    <>
      <Show when={props.act === 'edit'}>
        <MachineForm machine={props.machine} onClose={props.onClose} />
      </Show>
      <Show when={props.act === 'note'}>
        <NoteDialog machineId={id} name={name} onClose={props.onClose} />
      </Show>
      <Confirm
        open={props.act === 'retire'}
        onClose={props.onClose}
        title={say('machine.retireTitle', { name })}
        text={say('machine.retireText')}
        confirm={say('act.retire')}
        danger
        run={async () => {
          await premisesApi.removeMachine(id)
          await done(say('machine.retireDone'), name)
        }}
      />
      <Confirm
        open={props.act === 'restore'}
        onClose={props.onClose}
        title={say('machine.restoreTitle', { name })}
        text={say('machine.restoreText')}
        confirm={say('act.restore')}
        run={async () => {
          await premisesApi.changeMachine(id, { retired: false })
          await done(say('machine.restoreDone'), name)
        }}
      />
    </>
  )
}

/** The menu of one outlet, and what it opens. */
export function OutletMenu(props: { outlet: OutletView; onAct: (act: PlaceAct) => void }): JSX.Element {
  const say = usePremisesWords()
  const isAdmin = useIsAdmin()
  return (
    <ActMenu
      label={say('outlet.acts', { name: props.outlet.name })}
      acts={outletActs(props.outlet, isAdmin())}
      onAct={act => props.onAct(act)}
    />
  )
}

/** What was asked for about which machine, and the dialog for it; one for a whole table, because rows come and go. */
export function createMachineActs() {
  const navigate = useNavigate()
  const account = useAccount()
  const say = usePremisesWords()
  const isAdmin = useIsAdmin()
  const [asked, setAsked] = createSignal<{ machine: MachineView; act: PlaceAct }>()
  const pathOf = ({ id, family }: MachineView) => families[family].path?.(id)
  return {
    Menu: (props: { machine: ListedMachine }): JSX.Element => (
      <ActMenu
        label={say('machine.acts', { name: props.machine.view.name })}
        acts={machineActs(props.machine, {
          isAdmin: isAdmin(),
          mayOperate: account.mayOperate(),
          hasPage: pathOf(props.machine.view) !== undefined,
        })}
        onAct={act => {
          if (act === 'open') navigate(pathOf(props.machine.view) ?? '/machines')
          else setAsked({ machine: props.machine.view, act })
        }}
      />
    ),
    Dialogs: (): JSX.Element => (
      <Show when={asked()} keyed>
        {({ machine, act }) => <MachineDialogs machine={machine} act={act} onClose={() => setAsked(undefined)} />}
      </Show>
    ),
  }
}
