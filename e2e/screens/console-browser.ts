import { type Browser, chromium } from 'playwright-core'
import { chromiumArguments, chromiumPath } from './chromium.ts'
import { type FixtureHub, startFixtureHub } from './fixture-hub.ts'
import { builtScreens } from './kiosk-browser.ts'

export interface ConsoleBrowser {
  hub: FixtureHub
  browser: Browser
  /** Where the built console lies, for another hub. */
  consoleDir: string
  stop(): Promise<void>
}

/** The built console over a busy made-up hub, and a browser to look at it with. */
export async function openConsole(): Promise<ConsoleBrowser> {
  const consoleDir = await builtScreens('console')
  const hub = await startFixtureHub({ scenario: 'busy', consoleDir })
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments })
  return {
    hub,
    browser,
    consoleDir,
    async stop() {
      await browser.close()
      await hub.stop()
    },
  }
}

/** The path of the page of a stay that is still inside. */
export async function pageOfOpenStay(hub: FixtureHub): Promise<string> {
  const answer = await fetch(`${hub.url}/api/sessions?open=true&limit=1`)
  const { items } = (await answer.json()) as { items: { id: string }[] }
  return `/sessions/${items[0]?.id ?? ''}`
}
