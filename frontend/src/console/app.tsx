/** The console: who is signed in decides between the sign-in page and the shell; the address stays as it is. */
import type { SessionInfo } from '@palang/protocol'
import { Route, Router, type RouteSectionProps, usePreloadRoute } from '@solidjs/router'
import { QueryClient, QueryClientProvider } from '@tanstack/solid-query'
import { type JSX, lazy, Match, onMount, Suspense, Switch } from 'solid-js'
import { ApiProblem } from '../api/problem.ts'
import { families } from '../families/registry.ts'
import { type I18n, I18nProvider } from '../i18n/i18n.tsx'
import { ToastRegion } from '../ui/toast.tsx'
import { Failed } from '../ui/condition.tsx'
import { createTheme } from '../ui/theme.ts'
import { createAccount, AccountProvider, useAccount } from '../site/account.tsx'
import { ThemeProvider } from './theme-context.tsx'

const SignIn = lazy(() => import('./pages/sign-in.tsx'))
const FirstPassword = lazy(() => import('./pages/first-password.tsx'))
const Shell = lazy(() => import('./shell/shell.tsx').then(found => ({ default: found.Shell })))
const Overview = lazy(() => import('./pages/overview.tsx'))
const Sessions = lazy(() => import('./pages/sessions.tsx'))
const Session = lazy(() => import('./pages/session.tsx'))
const Cards = lazy(() => import('./pages/cards.tsx'))
const Till = lazy(() => import('./pages/till.tsx'))
const Shift = lazy(() => import('./pages/shift.tsx'))
const Reports = lazy(() => import('./pages/reports.tsx'))
const Tariffs = lazy(() => import('./pages/tariffs.tsx'))
const TariffEditor = lazy(() => import('./pages/tariff.tsx'))
const Alarms = lazy(() => import('./pages/alarms.tsx'))
const Members = lazy(() => import('./pages/members.tsx'))
const LostTicket = lazy(() => import('./pages/lost-ticket.tsx'))
const Conflicts = lazy(() => import('./pages/conflicts.tsx'))
const SetAside = lazy(() => import('./pages/set-aside.tsx'))
const Logs = lazy(() => import('./pages/logs.tsx'))
const Account = lazy(() => import('./pages/account.tsx'))
const People = lazy(() => import('./pages/people.tsx'))
const Tokens = lazy(() => import('./pages/tokens.tsx'))
const Audit = lazy(() => import('./pages/audit.tsx'))
const Settings = lazy(() => import('./pages/settings.tsx'))
const NotFound = lazy(() => import('./pages/not-found.tsx'))

/** Loads the frame around all pages before it is known who asks: it is seldom a stranger. */
export function preloadFrame(): void {
  void Shell.preload()
}

const familyPages = Object.values(families).flatMap(family => family.pages ?? [])

/** Everything between the document and a page. `session` is the hub's answer to who it is, on its way. */
export function App(props: { i18n: I18n; session: Promise<SessionInfo> }): JSX.Element {
  const queries = new QueryClient({
    defaultOptions: {
      queries: {
        staleTime: 5_000,
        retry: (count, error) => error instanceof ApiProblem && error.retryable && count < 2,
        refetchOnWindowFocus: true,
      },
    },
  })
  const theme = createTheme()
  const account = createAccount(() => queries.clear(), props.session)
  return (
    <I18nProvider value={props.i18n}>
      <ThemeProvider value={theme}>
        <QueryClientProvider client={queries}>
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
      <Route path="/" component={Overview} />
      {familyPages.map(page => (
        <Route path={page.path} component={page.component} />
      ))}
      <Route path="/sessions" component={Sessions} />
      <Route path="/sessions/:id" component={Session} />
      <Route path="/cards" component={Cards} />
      <Route path="/till" component={Till} />
      <Route path="/till/:id" component={Shift} />
      <Route path="/reports" component={Reports} />
      <Route path="/tariffs" component={Tariffs} />
      <Route path="/tariffs/:id/:version" component={TariffEditor} />
      <Route path="/alarms" component={Alarms} />
      <Route path="/members" component={Members} />
      <Route path="/lost-ticket" component={LostTicket} />
      <Route path="/conflicts" component={Conflicts} />
      <Route path="/set-aside" component={SetAside} />
      <Route path="/logs" component={Logs} />
      <Route path="/account" component={Account} />
      <Route path="/people" component={People} />
      <Route path="/tokens" component={Tokens} />
      <Route path="/audit" component={Audit} />
      <Route path="/settings" component={Settings} />
      <Route path="*" component={NotFound} />
    </Router>
  )
}

function Root(props: RouteSectionProps): JSX.Element {
  const account = useAccount()
  const preload = usePreloadRoute()
  onMount(() => preload(props.location.pathname))
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
