import '@fontsource-variable/inter/wght.css'
import '../ui/theme.css'
import './console.css'
import { render } from 'solid-js/web'
import { createI18n } from '../i18n/i18n.tsx'
import { App } from './app.tsx'

const root = document.querySelector('#root')
if (root === null) throw new Error('the page has no #root')
const i18n = await createI18n()
render(() => <App i18n={i18n} />, root)
