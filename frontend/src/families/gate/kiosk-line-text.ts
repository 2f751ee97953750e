import type { PriceLine } from '@palang/protocol'
import type { Words } from '../../kiosk/i18n/words.ts'

/**
 * The words for a price line, with the name of its band or validation; a tariff newer than this build still shows its amount
 * under a plain name, and a name without words stands as the tariff has it.
 */
export function lineText(words: Words, { text, name }: Pick<PriceLine, 'text' | 'name'>): string {
  const plain = wordIn(words.lines, text) ?? words.lines.other
  return name === undefined ? plain : `${plain} (${wordIn(words.bands, name) ?? name})`
}

function wordIn(words: Readonly<Record<string, string>>, key: string): string | undefined {
  return Object.hasOwn(words, key) ? words[key] : undefined
}
