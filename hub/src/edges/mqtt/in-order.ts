/**
 * Taking many messages at a time while their acknowledgements leave in the order in which they came (MQTT 3.1.1, 4.6). The client
 * library takes one after the other: each would wait for a commit of its own.
 */
export interface InOrderParts<Message> {
  /** Keeps one; those behind it are begun meanwhile, in their order. */
  take(message: Message): Promise<void>
  /** Called for each that was kept, once all before it were. */
  acknowledge(message: Message): void
  /** One was not kept: neither it nor what came behind it is acknowledged any more. */
  failed(error: unknown): void
  /** So many may be under way; then the other side waits. */
  most: number
}

/** Takes what is handed to it; `next` is called when the next may come. */
export function inOrder<Message>({ take, acknowledge, failed, most }: InOrderParts<Message>) {
  const underWay: { message: Message; isKept: boolean }[] = []
  let held: (() => void) | undefined
  let isOver = false

  const settle = () => {
    if (isOver) return
    while (underWay[0]?.isKept === true) {
      acknowledge(underWay[0].message)
      underWay.shift()
    }
    if (held === undefined || underWay.length >= most) return
    const next = held
    held = undefined
    next()
  }
  return (message: Message, next: () => void): void => {
    const entry = { message, isKept: false }
    underWay.push(entry)
    take(message).then(
      () => {
        entry.isKept = true
        settle()
      },
      (error: unknown) => {
        if (isOver) return
        isOver = true
        failed(error)
      },
    )
    if (underWay.length < most) next()
    else held = next
  }
}
