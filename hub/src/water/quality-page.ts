/** The page behind the code on a water machine: one file without scripts, for a phone in the sun. */
import type { PublicQuality } from '@palang/protocol'
import { wallAt } from '@palang/tariff'
import { html, raw } from 'hono/html'
import type { Language } from '../alerts/alarm-words.ts'
import { bandOf, curveOf, type Band } from './quality-drawing.ts'
import { qualityWords } from './quality-words.ts'

type Html = ReturnType<typeof html>

const style = `
:root{color-scheme:light dark;--bg:oklch(.972 .004 245);--panel:#fff;--line:oklch(.9 .008 245);--text:oklch(.24 .02 245);--muted:oklch(.45 .02 245);--accent:oklch(.5 .105 200);--good:oklch(.48 .13 155);--bad:oklch(.52 .2 25);--unknown:oklch(.48 .012 245);--soft:oklch(.54 .135 155/.14)}
@media(prefers-color-scheme:dark){:root{--bg:oklch(.168 .014 245);--panel:oklch(.205 .016 245);--line:oklch(.31 .018 245);--text:oklch(.955 .006 245);--muted:oklch(.74 .018 245);--accent:oklch(.8 .115 195);--good:oklch(.8 .155 155);--bad:oklch(.74 .17 25);--unknown:oklch(.75 .012 245);--soft:oklch(.8 .155 155/.18)}}
*{box-sizing:border-box;margin:0}
body{font:16px/1.5 "Inter Variable",Inter,system-ui,"Noto Sans",sans-serif;font-variant-numeric:tabular-nums;background:var(--bg);color:var(--text)}
main{max-width:560px;margin:0 auto;padding:20px 16px 32px;display:grid;gap:12px}
header{display:flex;justify-content:space-between;align-items:center;gap:12px}
header p{color:var(--muted);font-size:14px}h1{font-size:19px;line-height:1.3;font-weight:650}
a{color:var(--accent);display:inline-flex;align-items:center;min-height:44px;font-size:14px;white-space:nowrap}
section{background:var(--panel);border:1px solid var(--line);border-radius:16px;padding:16px}
.verdict{display:flex;align-items:center;gap:16px;border-color:currentColor}.verdict svg{width:56px;height:56px;flex:none}
.good{color:var(--good)}.bad{color:var(--bad)}.unknown{color:var(--unknown)}
.verdict strong{display:block;font-size:28px;line-height:1.15;letter-spacing:-.02em}.verdict span{display:block;color:var(--text);margin-top:2px}
.verdict ul{color:var(--text);padding-left:18px;margin-top:4px}
h2{font-size:15px;font-weight:600}.value{display:flex;align-items:baseline;justify-content:space-between;gap:12px}
.value b{font-size:40px;line-height:1.15;letter-spacing:-.03em;font-weight:650}small{color:var(--muted);font-size:14px;font-weight:400}
svg{display:block;width:100%;height:auto}.track{fill:var(--line)}.safe{fill:var(--soft)}.safe-line{fill:var(--good)}.mark{fill:var(--text);stroke:var(--panel);stroke-width:2}
.curve{fill:none;stroke:var(--accent);stroke-width:2;stroke-linejoin:round;stroke-linecap:round}.dot{fill:var(--accent)}text{fill:var(--muted);font-size:12px}
.grid{stroke:var(--line);stroke-width:1}h3{font-size:14px;font-weight:500;color:var(--muted);margin:12px 0 4px}
footer{color:var(--muted);font-size:14px;padding:4px}
`

const marks = {
  good: 'M18 29l7 7 14-15',
  bad: 'M28 16v16M28 39v1',
  unknown: 'M21 23a7 7 0 1 1 10 6c-2 1-3 2-3 5M28 40v1',
} as const

/** What was measured longer ago is told with its age, in milliseconds. */
const oldMs = 10 * 60_000

/** The whole page. It asks for itself anew every minute. */
export function qualityPage(quality: PublicQuality, language: Language, nowMs: number): Html {
  const words = qualityWords[language]
  const { thresholds, today } = quality
  const tds = bandOf(quality.tds, { least: thresholds.tds_min ?? 0, most: thresholds.tds_max ?? 300, from: 0, to: 400 })
  const ph = bandOf(quality.ph, { least: thresholds.ph_min ?? 6.5, most: thresholds.ph_max ?? 8.5, from: 5, to: 10 })
  const title = `${words.title} · ${quality.machine}`
  return frame(
    { language, title, heading: quality.machine, below: quality.outlet, isLive: true },
    html`${verdictPart(quality, language, nowMs)} ${valuePart(words.tds, words.tdsNote, words.safe, numberIn(language, 0), tds)}
      ${valuePart(words.ph, words.phNote, words.safe, numberIn(language, 1), ph)}
      <section>
        <h2>${words.curve}</h2>
        ${
          today.length === 0
            ? html`<p><small>${words.noCurve}</small></p>`
            : html`<h3>TDS, mg/l</h3>
                ${curvePart(quality, 'tds', tds, numberIn(language, 0))}
                <h3>pH</h3>
                ${curvePart(quality, 'ph', ph, numberIn(language, 1))}`
        }
      </section>
      <footer>${words.about} ${quality.selling === null ? '' : words.notSold}</footer>`,
  )
}

/** For who came by an address that leads to no water machine. */
export function noMachinePage(language: Language): Html {
  const words = qualityWords[language]
  const part = html`<section><p>${words.noMachineText}</p></section>`
  return frame({ language, title: words.title, heading: words.noMachine, below: '', isLive: false }, part)
}

/** A drop, in the page itself: what stands before the hub may serve this page and nothing beside it. */
const icon =
  "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 16 16'%3E%3Cpath fill='%230b8188' d='M8 1c3 4 5 6 5 9a5 5 0 0 1-10 0c0-3 2-5 5-9z'/%3E%3C/svg%3E"

/** `isLive`: it asks for itself anew every minute. */
function frame(about: { language: Language; title: string; heading: string; below: string; isLive: boolean }, parts: Html): Html {
  const other = about.language === 'id' ? 'en' : 'id'
  return html`<!doctype html>
    <html lang="${about.language}">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${about.isLive ? html`<meta http-equiv="refresh" content="60" />` : ''}
        <meta name="robots" content="noindex" />
        <link rel="icon" href="${raw(icon)}" />
        <title>${about.title}</title>
        <style>
          ${raw(style)}
        </style>
      </head>
      <body>
        <main>
          <header>
            <div>
              <h1>${about.heading}</h1>
              <p>${about.below}</p>
            </div>
            <a href="?lang=${other}" hreflang="${other}">${qualityWords[about.language].other}</a>
          </header>
          ${parts}
        </main>
      </body>
    </html>`
}

function numberIn(language: Language, digits: number): (value: number) => string {
  const format = new Intl.NumberFormat(language, { minimumFractionDigits: digits, maximumFractionDigits: digits })
  return value => format.format(value)
}

/** When it was measured, on the clock of the outlet, and how long ago that is once it is not now any more. */
function whenPart({ at, timezone }: PublicQuality, language: Language, nowMs: number): string {
  const words = qualityWords[language]
  if (at === null) return words.neverMeasured
  const atMs = Date.parse(at)
  const [date, time] = wallAt(timezone, atMs).split('T')
  const isToday = wallAt(timezone, nowMs).startsWith(`${date}T`)
  const day = new Intl.DateTimeFormat(language, { dateStyle: 'long', timeZone: timezone }).format(atMs)
  const moment = isToday ? `${words.today} ${time}` : `${words.lastMeasured} ${day} ${time}`
  return nowMs - atMs < oldMs ? moment : `${moment} (${agoIn(language, nowMs - atMs)})`
}

function agoIn(language: Language, ms: number): string {
  const format = new Intl.RelativeTimeFormat(language)
  const minutes = Math.floor(ms / 60_000)
  if (minutes < 60) return format.format(-minutes, 'minute')
  const hours = Math.floor(minutes / 60)
  return hours < 48 ? format.format(-hours, 'hour') : format.format(-Math.floor(hours / 24), 'day')
}

function verdictPart(quality: PublicQuality, language: Language, nowMs: number): Html {
  const { verdict, at, temperature, selling, reasons } = quality
  const words = qualityWords[language]
  const when = whenPart(quality, language, nowMs)
  const isAway = verdict === 'unknown' && reasons.length === 0 && at !== null
  return html`<section class="verdict ${verdict}">
    <svg
      viewBox="0 0 56 56"
      aria-hidden="true"
      fill="none"
      stroke="currentColor"
      stroke-width="4"
      stroke-linecap="round"
      stroke-linejoin="round"
    >
      <circle cx="28" cy="28" r="25" />
      <path d="${marks[verdict]}" />
    </svg>
    <div>
      <strong>${words.verdict[verdict]}</strong>
      <span>${when}${temperature === null ? '' : ` ·\u00A0${numberIn(language, 1)(temperature)}\u00A0°C`}</span>
      ${isAway ? html`<span>${words.away}</span>` : ''}
      ${selling === null ? '' : html`<span>${selling ? words.selling : words.notSelling}</span>`}
      ${
        reasons.length === 0
          ? ''
          : html`<ul>
              ${reasons.map(reason => html`<li>${words.reasons[reason]}</li>`)}
            </ul>`
      }
    </div>
  </section>`
}

function valuePart(name: string, note: string, safe: string, show: (value: number) => string, band: Band): Html {
  return html`<section>
    <div class="value">
      <h2>${name}<br /><small>${note}</small></h2>
      <b>${band.value === null ? '–' : show(band.value)}</b>
    </div>
    <svg viewBox="0 0 320 44" role="img" aria-label="${safe} ${show(band.least)} – ${show(band.most)}">
      <rect class="track" x="0" y="12" width="320" height="8" rx="4" />
      <rect class="safe-line" x="${band.leastX}" y="12" width="${band.mostX - band.leastX}" height="8" rx="4" />
      ${band.valueX === null ? '' : html`<circle class="mark" cx="${band.valueX}" cy="16" r="9" />`}
      <text x="${(band.leastX + band.mostX) / 2}" y="40" text-anchor="middle">${safe} ${show(band.least)} – ${show(band.most)}</text>
    </svg>
  </section>`
}

function curvePart({ today, timezone }: PublicQuality, of: 'tds' | 'ph', band: Band, show: (value: number) => string): Html {
  const points = today.map(point => ({ hour: Number(wallAt(timezone, Date.parse(point.at)).slice(11, 13)), value: point[of] }))
  const { lines, dots, safe, ...ends } = curveOf(points, band)
  const [low, high] = [show(ends.low), show(ends.high)]
  return html`<svg viewBox="0 0 320 108" role="img" aria-label="${of.toUpperCase()} ${low} – ${high}">
    <rect class="safe" x="28" y="${safe.y}" width="288" height="${safe.height}" />
    ${[0, 6, 12, 18, 24].map(
      hour =>
        html`<line class="grid" x1="${28 + hour * 12}" x2="${28 + hour * 12}" y1="4" y2="84" /><text
            x="${28 + hour * 12}"
            y="102"
            text-anchor="${hour === 24 ? 'end' : 'middle'}"
            >${String(hour).padStart(2, '0')}</text
          >`,
    )}
    <text x="24" y="12" text-anchor="end">${high}</text>
    <text x="24" y="84" text-anchor="end">${low}</text>
    ${lines.map(line => html`<polyline class="curve" points="${line}" />`)}
    ${dots.map(({ x, y }) => html`<circle class="dot" cx="${x}" cy="${y}" r="3" />`)}
  </svg>`
}
