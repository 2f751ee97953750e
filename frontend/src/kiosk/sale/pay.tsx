/** Paying for what was chosen: what is owed, every way to pay it, those that cannot be used and why, and the way back. */
import { For, type JSX, Match, Show, Switch } from 'solid-js'
import { InsertNote, ScanPhone, TapCard } from '../acts.tsx'
import { Message } from '../message.tsx'
import { endSale, payByCard, payByQris, type Refused } from '../panel.ts'
import { cardTroubleOf } from '../pay/card.tsx'
import { Accepted } from '../pay/accepted.tsx'
import { troubleOf } from '../pay/qris-words.ts'
import { Received } from '../pay/received.tsx'
import { Working } from '../signs.tsx'
import { useSpeech } from '../speech.ts'
import { noteName } from '../wording.ts'
import { createCountdown, leftText } from '../../ui/countdown.ts'
import { CardTerminal } from './card-terminal.tsx'
import { prepaidRefusedOf } from './reasons.ts'
import type { Paying, Way } from './ways.ts'
import { createWish } from './wish.ts'
import { type SaleWords, useSaleWords } from './words/words.ts'
import './pay.css'

interface Pay {
  screen: Extract<Paying, { kind: 'pay' }>
  /** What was chosen: its picture, and its name. */
  art: JSX.Element
  what: string
}

/** From here on the time that is left is said in words, and stands out. */
const endingMs = 15_000

/** More are told by the smallest and the largest. */
const mostNotes = 5

export function PayScreen(props: Pay) {
  const words = useSaleWords()
  const isPayable = () => props.screen.ways.some(way => way.kind !== 'away')
  return (
    <section class="screen sale-pay" data-urges-help={isPayable() ? undefined : ''}>
      <Order {...props} />
      <ul class="pay-ways" aria-label={words().pay.ways} data-count={props.screen.ways.length}>
        <For each={props.screen.ways} fallback={<NoWay />}>
          {way => (
            <li>
              <WayRow way={way} currency={props.screen.due.currency} />
            </li>
          )}
        </For>
      </ul>
    </section>
  )
}

/** A prepaid card is being asked about. */
export function CheckingCard() {
  const words = useSaleWords()
  return <Message title={words().pay.checking} body={words().pay.checkingBody} art={<Working />} />
}

function NoWay() {
  const words = useSaleWords()
  return (
    <li class="pay-none">
      <h2>{words().pay.none}</h2>
      <p>{words().pay.noneBody}</p>
    </li>
  )
}

function Order(props: Pay) {
  const words = useSaleWords()
  const { words: kiosk, say } = useSpeech()
  const wish = createWish()
  const due = () => say().money(props.screen.due.remaining, props.screen.due.currency)
  const isBegun = () => props.screen.due.paid > 0
  return (
    <div class="order">
      <div class="order-what">
        {props.art}
        <p class="order-volume">{props.what}</p>
      </div>
      <h1>
        <span class="order-label">{isBegun() ? kiosk().pay.remaining : kiosk().pay.due}</span>
        <span class="order-amount" style={{ '--length': String(due().length) }}>
          {due()}
        </span>
      </h1>
      <Show when={isBegun()}>
        <div class="order-paid">
          <Received due={props.screen.due} />
        </div>
      </Show>
      <div class="order-back">
        <Show when={wish.refused()} fallback={<TimeLeft until={props.screen.until} />}>
          {why => <p role="alert">{words().refused[why()]}</p>}
        </Show>
        <button class="dock-button" type="button" onClick={() => wish.send(() => endSale('cancel'))}>
          {words().pay.cancel}
        </button>
      </div>
    </div>
  )
}

/** Not read out second by second. */
function TimeLeft(props: { until: string | undefined }) {
  const words = useSaleWords()
  const leftMs = createCountdown(() => (props.until === undefined ? undefined : Date.parse(props.until)))
  const isEnding = () => leftMs() <= endingMs
  return (
    <Show when={props.until}>
      <p class="order-left" data-ending={isEnding() ? '' : undefined} aria-hidden="true">
        {isEnding() ? words().pay.ending(String(Math.ceil(leftMs() / 1000))) : words().pay.left(leftText(leftMs()))}
      </p>
    </Show>
  )
}

function WayRow(props: { way: Way; currency: string }) {
  const words = useSaleWords()
  const { words: kiosk, say, language } = useSpeech()
  const is = <Kind extends Way['kind']>(kind: Kind) => narrowed(props.way, kind)
  return (
    <Switch>
      <Match when={is('cash')}>
        {way => (
          <Row art={<InsertNote />} title={kiosk().pay.insert[way().takes]}>
            <Show when={way().notes.length > mostNotes} fallback={<Accepted takes={way().takes} notes={way().notes} />}>
              <span>{[way().notes[0] ?? 0, way().notes.at(-1) ?? 0].map(note => noteName(language(), note)).join(' – ')}</span>
            </Show>
          </Row>
        )}
      </Match>
      <Match when={is('qris')}>
        {way => (
          <ButtonRow
            art={<ScanPhone />}
            title={words().pay.qris}
            body={words().pay.qrisBody}
            trouble={qrisTrouble(words(), way().reason)}
            ask={() => payByQris('sale', 'start')}
          />
        )}
      </Match>
      <Match when={is('card')}>
        {way => (
          <ButtonRow
            art={<CardTerminal />}
            title={words().pay.card}
            body={words().pay.cardBody}
            trouble={cardTrouble(words(), way().reason)}
            ask={() => payByCard('sale', 'start')}
          />
        )}
      </Match>
      <Match when={is('prepaid')}>
        {way => (
          <Row art={<TapCard />} title={words().pay.prepaid}>
            <Body text={words().pay.prepaidBody} trouble={prepaidTrouble(words(), way(), amount => say().money(amount, props.currency))} />
          </Row>
        )}
      </Match>
      <Match when={is('away')}>
        {way => (
          <div class="pay-way pay-way-away">
            <span class="pay-way-words">
              <strong>{words().pay[way().of === 'cash' ? 'none' : way().of === 'qris' ? 'qris' : 'prepaid']}</strong>
              <span>{awayText(words(), way())}</span>
            </span>
          </div>
        )}
      </Match>
    </Switch>
  )
}

function narrowed<Kind extends Way['kind']>(way: Way, kind: Kind): Extract<Way, { kind: Kind }> | undefined {
  return isWay(way, kind) ? way : undefined
}

function isWay<Kind extends Way['kind']>(way: Way, kind: Kind): way is Extract<Way, { kind: Kind }> {
  return way.kind === kind
}

function prepaidTrouble({ pay }: SaleWords, { reason, balance }: Extract<Way, { kind: 'prepaid' }>, money: (amount: number) => string) {
  if (reason === undefined) return undefined
  const why = prepaidRefusedOf(reason)
  return why === 'balance' && balance !== undefined ? pay.balance(money(balance)) : pay.prepaidRefused[why]
}

function qrisTrouble({ pay }: SaleWords, reason: string | undefined): string | undefined {
  const trouble = troubleOf(reason)
  return trouble && pay.qrisTrouble[trouble]
}

function cardTrouble({ pay }: SaleWords, reason: string | undefined): string | undefined {
  const trouble = cardTroubleOf(reason)
  return trouble && pay.cardTrouble[trouble]
}

function awayText(words: SaleWords, { of, reason }: Extract<Way, { kind: 'away' }>): string {
  if (reason === 'offline') return words.pay.offline
  return (of === 'qris' ? qrisTrouble(words, reason) : undefined) ?? words.pay.away[of]
}

function Body(props: { text: string; trouble: string | undefined }) {
  return (
    <Show when={props.trouble} fallback={<span>{props.text}</span>}>
      {trouble => (
        <span class="pay-way-trouble" role="status">
          {trouble()}
        </span>
      )}
    </Show>
  )
}

/** Something the customer does at the machine itself. */
function Row(props: { art: JSX.Element; title: string; children: JSX.Element }) {
  return (
    <div class="pay-way">
      <span class="pay-way-art">{props.art}</span>
      <div class="pay-way-words">
        <strong>{props.title}</strong>
        {props.children}
      </div>
    </div>
  )
}

interface Button {
  art: JSX.Element
  title: string
  body: string
  trouble: string | undefined
  ask(): Promise<Refused | undefined>
}

/** A way that begins at the screen; one that could not begin says why. */
function ButtonRow(props: Button) {
  const words = useSaleWords()
  const wish = createWish()
  const trouble = () => {
    const why = wish.refused()
    return why === undefined ? props.trouble : words().refused[why]
  }
  return (
    <button class="pay-way pay-way-button" type="button" onClick={() => wish.send(() => props.ask())}>
      <span class="pay-way-art">{props.art}</span>
      <span class="pay-way-words">
        <strong>{props.title}</strong>
        <Body text={props.body} trouble={trouble()} />
      </span>
      <svg class="pay-way-go" viewBox="0 0 24 24" aria-hidden="true">
        <path d="M8 4 l9 8 l-9 8" />
      </svg>
    </button>
  )
}
