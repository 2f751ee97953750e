/** The browser the screens are looked at with. */
export const chromiumPath = process.env['CHROMIUM'] ?? '/usr/bin/chromium'

/** It runs as root, without a screen, and calls nobody; every page would start the extensions that come with it. */
export const chromiumArguments = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-extensions',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
