/** Who is signed in. A 401 from anywhere, or a refused live link, leads back to the sign-in page. */
import type { SessionInfo } from '@palang/protocol'
import { type Accessor, createContext, createSignal, type JSX, onCleanup, useContext } from 'solid-js'
import { api } from '../api/endpoints.ts'
import { onSignedOut } from '../api/http.ts'
import { ApiProblem } from '../api/problem.ts'

export type AccountState = 'loading' | 'in' | 'out' | 'unreachable'

export interface Account {
  state: Accessor<AccountState>
  /** Set while `in`. */
  info: Accessor<SessionInfo | undefined>
  /** Why the hub could not say who we are, while `unreachable`. */
  problem: Accessor<unknown>
  /** True when a sign-in that stood has ended by itself. */
  ended: Accessor<boolean>
  /** Operators and administrators may act; viewers look. */
  mayOperate: Accessor<boolean>
  mayConfigure: Accessor<boolean>
  load(): Promise<void>
  signIn(email: string, password: string): Promise<void>
  signOut(): Promise<void>
  /** A wrong current password is told as a problem and ends no sign-in. */
  changePassword(current: string, next: string): Promise<void>
  /** The hub no longer knows us. */
  drop(): void
}

/** Asks the hub who we are. `forget` empties everything read under the earlier account. */
export function createAccount(forget: () => void): Account {
  const [state, setState] = createSignal<AccountState>('loading')
  const [info, setInfo] = createSignal<SessionInfo>()
  const [problem, setProblem] = createSignal<unknown>()
  const [ended, setEnded] = createSignal(false)
  const enter = (session: SessionInfo) => {
    setInfo(session)
    setEnded(false)
    setState('in')
  }
  const leave = (byItself: boolean) => {
    if (state() === 'out') return
    setEnded(byItself)
    setState('out')
    setInfo(undefined)
    forget()
  }
  const account: Account = {
    state,
    info,
    problem,
    ended,
    mayConfigure: () => info()?.role === 'admin',
    mayOperate: () => info()?.role === 'operator' || info()?.role === 'admin',
    async load() {
      try {
        enter(await api.session())
      } catch (error) {
        if (error instanceof ApiProblem && error.status === 401) return leave(false)
        setProblem(error)
        setState('unreachable')
      }
    },
    async signIn(email, password) {
      enter(await api.signIn(email, password))
    },
    async signOut() {
      await api.signOut()
      leave(false)
    },
    async changePassword(current, next) {
      enter(await api.changePassword(current, next))
    },
    drop: () => leave(true),
  }
  onCleanup(onSignedOut(() => leave(state() === 'in')))
  void account.load()
  return account
}

const AccountContext = createContext<Account>()

/** Gives the account to everything inside. */
export function AccountProvider(props: { value: Account; children: JSX.Element }): JSX.Element {
  return <AccountContext.Provider value={props.value}>{props.children}</AccountContext.Provider>
}

/** The account; throws outside {@link AccountProvider}. */
export function useAccount(): Account {
  const found = useContext(AccountContext)
  if (found === undefined) throw new Error('useAccount outside AccountProvider')
  return found
}
