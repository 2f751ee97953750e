import type { Browser } from 'playwright-core'

/** What a camera above a lane might see, drawn; there is no picture of a real place in the project. */
const scene = `<style>body{margin:0;background:#2a3138}</style><svg width="1280" height="720" viewBox="0 0 1280 720">
<defs><linearGradient id="s" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="#49545f"/><stop offset="1" stop-color="#232a31"/></linearGradient>
<filter id="n"><feTurbulence baseFrequency=".9" numOctaves="2"/><feColorMatrix values="0 0 0 0 .5 0 0 0 0 .5 0 0 0 0 .5 0 0 0 .12 0"/></filter></defs>
<rect width="1280" height="430" fill="url(#s)"/><rect y="250" width="1280" height="140" fill="#333c44"/><path d="M60 250h150v140H60zM300 210h220v180H300zM900 230h260v160H900z" fill="#39434c"/>
<path d="M0 390h1280v330H0z" fill="#1b2025"/><path d="M430 390h300l310 330H120z" fill="#22282e"/><path d="M575 400l-40 90h14l32-90zM518 530l-70 160h26l60-160z" fill="#99a08f"/>
<g transform="translate(560 455)"><rect x="-150" y="20" width="300" height="150" rx="36" fill="#8794a3"/><path d="M-110 26l40-70q6-10 18-10h104q12 0 18 10l40 70z" fill="#6f7d8c"/><path d="M-86 22l30-54q4-6 12-6h88q8 0 12 6l30 54z" fill="#2e3841"/><rect x="-134" y="54" width="60" height="26" rx="9" fill="#f3e9c9"/><rect x="74" y="54" width="60" height="26" rx="9" fill="#f3e9c9"/><rect x="-52" y="110" width="104" height="28" rx="4" fill="#e9ecef"/><text x="0" y="131" text-anchor="middle" font-family="monospace" font-size="20" fill="#20262b">B 1234 XYZ</text><rect x="-138" y="150" width="52" height="40" rx="10" fill="#111518"/><rect x="86" y="150" width="52" height="40" rx="10" fill="#111518"/></g>
<rect x="930" y="360" width="74" height="230" rx="12" fill="#7d8893"/><path d="M966 392L700 130" stroke="#f0713e" stroke-width="20" stroke-linecap="round"/><path d="M936 362l-24-24M880 306l-24-24M824 250l-24-24M768 196l-24-24" stroke="#f4f4f4" stroke-width="20"/>
<rect width="1280" height="720" filter="url(#n)" opacity=".5"/></svg>`

/** The scene as JPEG bytes. */
export async function cameraScene(browser: Browser): Promise<Uint8Array> {
  const page = await browser.newPage({ viewport: { width: 1280, height: 720 } })
  await page.setContent(scene)
  const jpeg = await page.screenshot({ type: 'jpeg', quality: 82 })
  await page.close()
  return jpeg
}
