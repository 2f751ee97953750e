/** The secret in an `otpauth://` address in groups of four, as a person types it into an app that cannot see the code. */
export function secretText(uri: string): string {
  const secret = URL.canParse(uri) ? (new URL(uri).searchParams.get('secret') ?? '') : ''
  return (secret.match(/.{1,4}/g) ?? []).join(' ')
}
