/** The stays that may be a driver's, each with the picture of its entry. */
import type { candidateList } from '@palang/protocol'
import ImageOff from 'lucide-solid/icons/image-off'
import { For, type JSX, Show } from 'solid-js'
import type { z } from 'zod'
import { useI18n } from '../../i18n/i18n.tsx'
import { plateText, sessionName } from '../../words/stay-words.ts'
import { useWords } from './words.ts'

export type Candidate = z.output<typeof candidateList>['items'][number]
export type Picture = NonNullable<z.output<typeof candidateList>['exit_photo']>

/** A picture with what it shows below, or a place that says there is none. */
export function Framed(props: { picture: Picture | null | undefined; title: string; missing: string }): JSX.Element {
  const i18n = useI18n()
  return (
    <figure class="m-0 grid gap-1.5">
      <Show
        when={props.picture}
        fallback={
          <div class="grid aspect-video w-full place-items-center rounded-[10px] border border-line-soft bg-panel-2 text-[13px] text-muted">
            <span class="grid justify-items-center gap-1.5">
              <ImageOff size={22} aria-hidden="true" />
              {props.missing}
            </span>
          </div>
        }
      >
        {picture => (
          <img
            src={picture().url}
            alt={props.title}
            class="aspect-video w-full rounded-[10px] border border-line-soft bg-panel-2 object-cover"
            loading="lazy"
          />
        )}
      </Show>
      <figcaption class="text-[12.5px] text-muted">
        {props.title}
        <Show when={props.picture}>{picture => <> · {i18n.format().moment(picture().taken_at)}</>}</Show>
      </figcaption>
    </figure>
  )
}

/** What a person compares. */
export function CandidateGrid(props: { items: readonly Candidate[]; onChoose: (candidate: Candidate) => void }): JSX.Element {
  const i18n = useI18n()
  const word = useWords()
  return (
    <ul class="m-0 grid list-none grid-cols-[repeat(auto-fill,minmax(240px,1fr))] gap-4 p-0">
      <For each={props.items}>
        {candidate => (
          <li class="grid content-start gap-2">
            <Framed picture={candidate.photos[0]} title={word('lost.atEntry')} missing={word('lost.noPhoto')} />
            <div class="flex items-start justify-between gap-3">
              <div class="min-w-0">
                <div class="font-[580] [overflow-wrap:anywhere]">
                  {candidate.session.license_plate === null ? sessionName(candidate.session) : plateText(candidate.session.license_plate)}
                </div>
                <div class="text-[13px] text-muted">
                  {word('lost.entered', { time: i18n.format().moment(candidate.session.entered_at ?? candidate.session.opened_at) })}
                </div>
                <div class="text-[13px] text-faint">{candidate.session.vehicle_class}</div>
              </div>
              <button type="button" class="btn btn-sm shrink-0" onClick={() => props.onChoose(candidate)}>
                {word('lost.choose')}
              </button>
            </div>
          </li>
        )}
      </For>
    </ul>
  )
}
