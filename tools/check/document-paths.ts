/** Paths that documents name must lead somewhere: a file that was moved takes its readers along. */
import path from 'node:path'

/** Records of what was; they stay true of their day. */
const history = /^(CHANGELOG\.md|docs\/decisions\/)/

/** What the owner of a site writes. */
const ownersFiles = ['config/site.yaml']

/** A link to a file, or a path in code style: at least one slash, no spaces. */
const linked = /\]\((?!https?:|#|mailto:)([^)#\s]+)/g
const quoted = /`([\w.<>*-]+(?:\/[\w.<>*-]*)+)`/g

/** One mistake for each path in a document of `texts` that leads to none of `files`; paths begin at the root, links at the document. */
export function pathMistakes(texts: ReadonlyMap<string, string>, files: readonly string[]): string[] {
  const roots = new Set(files.map(file => file.split('/')[0]))
  const leads = (named: string) => {
    const pattern = new RegExp(`^${asPattern(named)}(/|$)`)
    return [...files, ...ownersFiles].some(file => pattern.test(file))
  }
  const mistakesIn = (file: string, line: string) => {
    const links = [...line.matchAll(linked)].map(([, to = '']) => path.posix.join(path.posix.dirname(file), to))
    const paths = [...line.matchAll(quoted)].flatMap(([, named = '']) => (roots.has(named.split('/')[0]) ? [named] : []))
    return [...links, ...paths].filter(named => !leads(named.replace(/\/$/, '')))
  }
  return [...texts].flatMap(([file, text]) =>
    file.endsWith('.md') && !history.test(file)
      ? text.split('\n').flatMap((line, index) => mistakesIn(file, line).map(named => `${file}:${index + 1}: ${named} is not there`))
      : [],
  )
}

/** `<kind>` stands for any one name, `*` for any part of one. */
function asPattern(named: string): string {
  return named
    .replaceAll(/[.+?^${}()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/<[^>]*>/g, '[^/]+')
    .replaceAll('*', '[^/]*')
}
