const browsers: [RegExp, string][] = [
  [/\bEdgA?\//, 'Edge'],
  [/\bOPR\//, 'Opera'],
  [/\bSamsungBrowser\//, 'Samsung Internet'],
  [/\bFirefox\/|\bFxiOS\//, 'Firefox'],
  [/\bCriOS\/|\bChrome\/|\bChromium\//, 'Chrome'],
  [/\bSafari\//, 'Safari'],
]
const systems: [RegExp, string][] = [
  [/\bAndroid\b/, 'Android'],
  [/\biPhone\b/, 'iPhone'],
  [/\biPad\b/, 'iPad'],
  [/\bWindows\b/, 'Windows'],
  [/\bCrOS\b/, 'ChromeOS'],
  [/\bMac OS X\b|\bMacintosh\b/, 'macOS'],
  [/\bLinux\b|\bX11\b/, 'Linux'],
]

/** `Chrome · Windows` for what a browser calls itself; undefined when it is none that people know by name. */
export function browserName(userAgent: string | null): string | undefined {
  if (userAgent === null) return undefined
  const first = (from: [RegExp, string][]) => from.find(([pattern]) => pattern.test(userAgent))?.[1]
  const parts = [first(browsers), first(systems)].filter(part => part !== undefined)
  return parts.length === 0 ? undefined : parts.join(' · ')
}

/** Whether it is carried about. */
export function isHandheld(userAgent: string | null): boolean {
  return userAgent !== null && /\bAndroid\b|\biPhone\b|\biPad\b|\bMobile\b/.test(userAgent)
}
