/** Secrets inside texts: what is written about an address, a header or an error must not give them away. */

/** A login in an address: `mysql://user:password@host`, `http://TOKEN@host`; the password may hold an unescaped `/` or `@`. */
const inAddress = /\b([a-z][a-z0-9+.-]*:\/\/)(?:[^\s/?#"'<>\\]+|[^\s/?#"'<>\\:@]*:[^\s"'<>\\]*)@/gi
/** The value of an Authorization header. */
const inHeader = /\b(bearer|basic)( +)[A-Za-z0-9\-._~+/]{16,}=*/gi
/** `?token=…` and its like. */
const inQuery = /([?&](?:[a-z_-]*(?:token|password|secret|key))=)[^\s&#"'\\]+/gi

/** `text` with the secrets in it replaced by `***`. Meant for lines of a log: it would rather take too much than too little. */
export function withoutSecrets(text: string): string {
  const masked = text.includes('://') ? text.replace(inAddress, '$1***@') : text
  return masked.replace(inHeader, '$1$2***').replace(inQuery, '$1***')
}
