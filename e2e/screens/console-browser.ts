import { rm } from 'node:fs/promises'
import { type Browser, chromium } from 'playwright-core'
import { chromiumArguments, chromiumPath } from './chromium.ts'
import { type FixtureHub, startFixtureHub } from './fixture-hub.ts'
import { buildScreens } from './kiosk-browser.ts'

export interface ConsoleBrowser {
  hub: FixtureHub
  browser: Browser
  /** Where the built console lies, for another hub. */
  consoleDir: string
  stop(): Promise<void>
}

/** The built console over a busy made-up hub, and a browser to look at it with. */
export async function openConsole(): Promise<ConsoleBrowser> {
  const folder = await buildScreens('console')
  const hub = await startFixtureHub({ scenario: 'busy', consoleDir: folder })
  const browser = await chromium.launch({ executablePath: chromiumPath, args: chromiumArguments })
  return {
    hub,
    browser,
    consoleDir: folder,
    async stop() {
      await browser.close()
      await hub.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** The path of the page of a stay that is still inside. */
export async function pageOfOpenStay(hub: FixtureHub): Promise<string> {
  const answer = await fetch(`${hub.url}/api/sessions?open=true&limit=1`)
  const { items } = (await answer.json()) as { items: { id: string }[] }
  return `/sessions/${items[0]?.id ?? ''}`
}
