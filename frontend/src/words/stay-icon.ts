import type { SessionView } from '@palang/protocol'
import Car from 'lucide-solid/icons/car'
import CircleCheck from 'lucide-solid/icons/circle-check'
import CircleX from 'lucide-solid/icons/circle-x'
import DoorOpen from 'lucide-solid/icons/door-open'
import Droplet from 'lucide-solid/icons/droplet'
import Ticket from 'lucide-solid/icons/ticket'
import Undo2 from 'lucide-solid/icons/undo-2'
import Wallet from 'lucide-solid/icons/wallet'
import type { Component } from 'solid-js'

const icons: Partial<Record<SessionView['state'], Component<{ size?: number | string; class?: string; 'aria-hidden'?: 'true' }>>> = {
  closed: CircleCheck,
  turned_back: Undo2,
  forced: DoorOpen,
  lost_ticket: Ticket,
  paying: Wallet,
  ordered: Droplet,
  dispensing: Droplet,
  partial: Droplet,
  failed: CircleX,
  cancelled: CircleX,
}

/** The icon of a stay's state. */
export function stayIcon(state: SessionView['state']): Component<{ size?: number | string; class?: string; 'aria-hidden'?: 'true' }> {
  return icons[state] ?? Car
}
