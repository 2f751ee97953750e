/** What a customer does at the machine now, and what it sold today. */
import type { SaleStatus } from '@palang/protocol'
import Banknote from 'lucide-solid/icons/banknote'
import CircleOff from 'lucide-solid/icons/circle-off'
import Droplets from 'lucide-solid/icons/droplets'
import GlassWater from 'lucide-solid/icons/glass-water'
import Hourglass from 'lucide-solid/icons/hourglass'
import { type JSX, Show } from 'solid-js'
import { Dynamic } from 'solid-js/web'
import type { MachineRow } from '../../site/site.tsx'
import { type I18n, useI18n } from '../../i18n/i18n.tsx'
import { Panel } from '../../ui/panel.tsx'
import type { Tone } from '../../ui/tone.tsx'
import type { WaterSite } from './water-site.ts'
import { reasonText, type Say, volumeText } from './words/reasons.ts'
import { useWaterWords } from './words/water-words.ts'

interface Scene {
  tone: Tone
  icon: typeof Banknote
  word: string
  hint: string
  /** How much of what was ordered came, 0–1. */
  part?: number
}

function sceneOf(i18n: I18n, say: Say, sale: SaleStatus): Scene {
  const volume = volumeText(i18n, sale.volume_ml ?? 0)
  const money = (amount: number | undefined) => i18n.format().money(amount ?? 0, sale.currency)
  const came = sale.delivered_ml ?? 0
  switch (sale.phase) {
    case 'idle':
      return { tone: 'flow', icon: Hourglass, word: say('sale.idle'), hint: say('sale.idleHint', { count: sale.products.length }) }
    case 'paying':
      return {
        tone: 'info',
        icon: Banknote,
        word: say('sale.paying', { volume }),
        hint: say('sale.payingHint', { paid: money(sale.paid_amount), price: money(sale.price) }),
      }
    case 'pouring':
      return {
        tone: 'info',
        icon: Droplets,
        word: say('sale.pouring', { volume }),
        hint: say('sale.pouringHint', { ml: i18n.format().number(came), volume }),
        part: came / Math.max(1, sale.volume_ml ?? 1),
      }
    case 'thanks':
      return {
        tone: sale.ended?.result === 'failed' ? 'attend' : 'flow',
        icon: GlassWater,
        word: say('sale.thanks', { result: say(`result.${sale.ended?.result ?? 'success'}`) }),
        hint: say('sale.thanksHint', { ml: i18n.format().number(sale.ended?.delivered_ml ?? 0), charged: money(sale.ended?.charged) }),
      }
    case 'closed':
      return { tone: 'stop', icon: CircleOff, word: say('sale.closed'), hint: reasonText(i18n, say, sale.reason ?? 'device_unavailable') }
  }
}

/** A pour that no customer pays for is told before the sale. */
function sceneNow(i18n: I18n, say: Say, { live }: MachineRow): Scene | undefined {
  const water = live?.water
  const pour = water?.pour
  const { sale } = water ?? {}
  if (pour !== undefined && sale?.phase !== 'pouring') {
    const volume = volumeText(i18n, pour.volume_ml)
    const hint = say('sale.pouringHint', { ml: i18n.format().number(pour.delivered_ml), volume })
    return { tone: 'info', icon: Droplets, word: say('sale.test'), hint, part: pour.delivered_ml / pour.volume_ml }
  }
  if (sale === undefined) return undefined
  // The meter's own word comes more often than the sale's.
  return sceneOf(i18n, say, pour === undefined ? sale : { ...sale, delivered_ml: Math.max(pour.delivered_ml, sale.delivered_ml ?? 0) })
}

function Now(props: { row: MachineRow }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const scene = () => sceneNow(i18n, say, props.row)
  return (
    <Show when={scene()} fallback={<p class="text-[13px] text-faint">{say('sale.unheard')}</p>}>
      {shown => (
        <div class={`sale-now ${props.row.isStale ? 'stale' : shown().tone}`}>
          <span class="sale-icon">
            <Dynamic component={shown().icon} size={22} aria-hidden="true" />
          </span>
          <div class="min-w-0 flex-1">
            {/* What begins is read out, not every millilitre of it. */}
            <div class="text-[16px] font-[620]" aria-live="polite">
              {props.row.isStale ? i18n.t('machine.notHeard') : shown().word}
            </div>
            <div class="tabular text-muted">{shown().hint}</div>
          </div>
          <Show when={shown().part !== undefined}>
            <div class="sale-part" aria-hidden="true">
              <i style={{ width: `${Math.min(100, (shown().part ?? 0) * 100)}%` }} />
            </div>
          </Show>
        </div>
      )}
    </Show>
  )
}

function Fact(props: { word: string; value: string; below: string }): JSX.Element {
  return (
    <div class="min-w-0">
      <dt class="text-[12.5px] text-muted">{props.word}</dt>
      <dd class="tabular truncate text-[20px] max-sm:text-[17px] leading-8 font-[620] tracking-[-0.02em]">{props.value}</dd>
      <dd class="truncate text-[12.5px] text-faint">{props.below}</dd>
    </div>
  )
}

export function SalePanel(props: { water: WaterSite; row: MachineRow; currency: string; class?: string }): JSX.Element {
  const i18n = useI18n()
  const say = useWaterWords()
  const today = () => props.water.today(props.row.id)
  const troubled = () => (today()?.results['failed'] ?? 0) + (today()?.results['cancelled'] ?? 0)
  const credit = () => props.row.live?.water?.sale?.credit ?? 0
  return (
    <Panel title={say('sale.title')} class={props.class ?? ''}>
      <Now row={props.row} />
      <Show when={credit() > 0}>
        <p class="note info mt-3">{say('sale.credit', { amount: i18n.format().money(credit(), props.currency) })}</p>
      </Show>
      <dl class="mt-4 grid grid-cols-[1.25fr_1fr_0.9fr] gap-4 border-t border-line-soft pt-3.5" aria-label={say('today.title')}>
        <Fact
          word={say('today.revenue')}
          value={i18n.format().money(today()?.charged ?? 0, props.currency)}
          below={i18n.t('reports.today')}
        />
        <Fact
          word={say('today.pours')}
          value={i18n.format().number(today()?.sales ?? 0)}
          below={troubled() === 0 ? say('today.allWell') : say('today.troubled', { count: troubled() })}
        />
        <Fact
          word={say('today.litres')}
          value={say('today.litresOf', { litres: i18n.format().decimal((today()?.delivered_ml ?? 0) / 1_000, 1) })}
          below={i18n.t('reports.today')}
        />
      </dl>
    </Panel>
  )
}
