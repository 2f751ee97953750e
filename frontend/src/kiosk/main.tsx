import '@fontsource-variable/inter/wght.css'
import { pageClock } from '@palang/kit/clock'
import { render } from 'solid-js/web'
import '../ui/tokens.css'
import '../ui/base.css'
import './kiosk.css'
import { pinnedTheme } from './daylight.ts'
import { Kiosk } from './kiosk.tsx'

const root = document.getElementById('root')
if (root === null) throw new Error('the page has no place for the kiosk')
// A long press must not open a browser menu on a public screen.
document.addEventListener('contextmenu', event => event.preventDefault())
render(() => <Kiosk clock={pageClock} storage={localStorage} pinned={pinnedTheme(location.search)} />, root)
