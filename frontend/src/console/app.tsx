/** The console: who is signed in decides between the sign-in page and the shell; the address stays as it is. */
import type { SessionInfo } from '@palang/protocol'
import { Route, Router, type RouteSectionProps } from '@solidjs/router'
import { QueryClient, QueryClientProvider } from '@tanstack/solid-query'
import { type JSX, lazy, Match, Suspense, Switch } from 'solid-js'
import { ApiProblem } from '../api/problem.ts'
import { families, type Page } from '../families/registry.ts'
import { type I18n, I18nProvider } from '../i18n/i18n.tsx'
import { ToastRegion } from '../ui/toast.tsx'
import { Failed } from '../ui/condition.tsx'
import { createTheme } from '../ui/theme.ts'
import { machinesQuery } from '../site/site.tsx'
import { createAccount, AccountProvider, useAccount } from '../site/account.tsx'
import { ThemeProvider } from './theme-context.tsx'

const SignIn = lazy(() => import('./pages/sign-in.tsx'))
const FirstPassword = lazy(() => import('./pages/first-password.tsx'))
const Shell = lazy(() => import('./shell/shell.tsx').then(found => ({ default: found.Shell })))
const NotFound = lazy(() => import('./pages/not-found.tsx'))

/** Every page by its address. */
const pages: readonly Page[] = [
  { path: '/', component: lazy(() => import('./pages/overview.tsx')) },
  ...Object.values(families).flatMap(family => family.pages ?? []),
  { path: '/sessions', component: lazy(() => import('./pages/sessions.tsx')) },
  { path: '/sessions/:id', component: lazy(() => import('./pages/session.tsx')) },
  { path: '/cards', component: lazy(() => import('./pages/cards.tsx')) },
  { path: '/till', component: lazy(() => import('./pages/till.tsx')) },
  { path: '/till/:id', component: lazy(() => import('./pages/shift.tsx')) },
  { path: '/reports', component: lazy(() => import('./pages/reports.tsx')) },
  { path: '/tariffs', component: lazy(() => import('./pages/tariffs.tsx')) },
  { path: '/tariffs/:id/:version', component: lazy(() => import('./pages/tariff.tsx')) },
  { path: '/alarms', component: lazy(() => import('./pages/alarms.tsx')) },
  { path: '/members', component: lazy(() => import('./pages/members.tsx')) },
  { path: '/lost-ticket', component: lazy(() => import('./pages/lost-ticket.tsx')) },
  { path: '/conflicts', component: lazy(() => import('./pages/conflicts.tsx')) },
  { path: '/set-aside', component: lazy(() => import('./pages/set-aside.tsx')) },
  { path: '/logs', component: lazy(() => import('./pages/logs.tsx')) },
  { path: '/outlets', component: lazy(() => import('./pages/outlets.tsx')) },
  { path: '/outlets/:id', component: lazy(() => import('./pages/outlet.tsx')) },
  { path: '/machines', component: lazy(() => import('./pages/machines.tsx')) },
  { path: '/account', component: lazy(() => import('./pages/account.tsx')) },
  { path: '/people', component: lazy(() => import('./pages/people.tsx')) },
  { path: '/tokens', component: lazy(() => import('./pages/tokens.tsx')) },
  { path: '/audit', component: lazy(() => import('./pages/audit.tsx')) },
  { path: '/settings', component: lazy(() => import('./pages/settings.tsx')) },
]

/**
 * Loads the frame and the page of `pathname` before it is known who asks, and in which words: it is seldom a stranger. What both show
 * first is asked for once the hub has said that it is none.
 */
export function askAhead(pathname: string, session: Promise<SessionInfo>, queries: QueryClient): void {
  void Shell.preload()
  const isIt = ({ path }: { path: string }) => new RegExp(`^${path.replace(/:[^/]+/g, '[^/]+')}$`).test(pathname)
  const page = pages.find(isIt)
  page?.component.preload().catch(ignored)
  session
    .then(({ user }) => {
      if (user?.must_change_password === true) return undefined
      return Promise.all([queries.prefetchQuery(machinesQuery), page?.askAhead?.(queries)])
    })
    .catch(ignored)
}

/** Whoever is shown the page asks again, and says what is wrong. */
const ignored = () => undefined

/** What the hub told, kept while the console is open. */
export function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (count, error) => error instanceof ApiProblem && error.retryable && count < 2,
        refetchOnWindowFocus: true,
      },
    },
  })
}

/** Everything between the document and a page. `session` is the hub's answer to who it is, on its way. */
export function App(props: { i18n: I18n; session: Promise<SessionInfo>; queries: QueryClient }): JSX.Element {
  const theme = createTheme()
  const account = createAccount(() => props.queries.clear(), props.session)
  return (
    <I18nProvider value={props.i18n}>
      <ThemeProvider value={theme}>
        <QueryClientProvider client={props.queries}>
          <AccountProvider value={account}>
            <Pages />
            <ToastRegion />
          </AccountProvider>
        </QueryClientProvider>
      </ThemeProvider>
    </I18nProvider>
  )
}

function Pages(): JSX.Element {
  return (
    <Router root={Root}>
      {pages.map(page => (
        <Route path={page.path} component={page.component} />
      ))}
      <Route path="*" component={NotFound} />
    </Router>
  )
}

function Root(props: RouteSectionProps): JSX.Element {
  const account = useAccount()
  return (
    <Suspense fallback={<div class="min-h-dvh" />}>
      <Switch>
        <Match when={account.state() === 'in' && account.mustChangePassword()}>
          <FirstPassword />
        </Match>
        <Match when={account.state() === 'in'}>
          <Shell>{props.children}</Shell>
        </Match>
        <Match when={account.state() === 'out'}>
          <SignIn />
        </Match>
        <Match when={account.state() === 'unreachable'}>
          <main class="grid min-h-dvh place-items-center">
            <h1 class="sr-only">Palang</h1>
            <Failed error={account.problem()} retry={() => void account.load()} />
          </main>
        </Match>
      </Switch>
    </Suspense>
  )
}
