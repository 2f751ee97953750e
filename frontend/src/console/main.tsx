import '@fontsource-variable/inter/wght.css'
import '../ui/theme.css'
import './console.css'
import { render } from 'solid-js/web'
import { api } from '../api/endpoints.ts'
import { createI18n } from '../i18n/i18n.tsx'
import { App, askAhead, createQueries } from './app.tsx'

const root = document.querySelector('#root')
if (root === null) throw new Error('the page has no #root')
// Who it is is asked while the words are on their way.
const session = api.session()
session.catch(() => undefined)
const queries = createQueries()
askAhead(location.pathname, session, queries)
const i18n = await createI18n()
render(() => <App i18n={i18n} session={session} queries={queries} />, root)
