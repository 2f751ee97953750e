/**
 * Who is signed in. A 401 from anywhere, or a refused live link, leads back to the sign-in page; a password that has to be
 * changed first, to the page that asks for a new one.
 */
import type { SessionInfo } from '@palang/protocol'
import { type Accessor, createContext, createSignal, type JSX, onCleanup, useContext } from 'solid-js'
import { api } from '../api/endpoints.ts'
import { onAccessEnd } from '../api/http.ts'
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
  /** Not limited to some outlets. */
  seesAll: Accessor<boolean>
  /** What holds for the whole site is for administrators of all outlets. */
  mayConfigure: Accessor<boolean>
  /** Nothing else is allowed until the password was changed. */
  mustChangePassword: Accessor<boolean>
  load(): Promise<void>
  /** The password was right, and the code of the second factor is needed as well. */
  codeNeeded: Accessor<boolean>
  /** Begins the sign-in anew, with the password. */
  withoutCode(): void
  signIn(email: string, password: string): Promise<void>
  secondFactor(code: string): Promise<void>
  signOut(): Promise<void>
  /** A wrong current password is told as a problem and ends no sign-in. With a second factor its code is asked for again. */
  changePassword(current: string, next: string): Promise<void>
  /** What the hub said about us in another answer. */
  renew(session: SessionInfo): void
  /** Everything of this person was signed out, by their own wish. */
  drop(): void
}

type Rights = Pick<Account, 'mayOperate' | 'seesAll' | 'mayConfigure' | 'mustChangePassword'>

/** Whom a page is for: administrators of all outlets, whoever sees all outlets, or whoever may act. */
export type Audience = 'admin' | 'everywhere' | 'operator'

/** Whether somebody is among those a page is for. */
export function isFor(account: Pick<Account, 'mayConfigure' | 'seesAll' | 'mayOperate'>, audience: Audience): boolean {
  if (audience === 'admin') return account.mayConfigure()
  return audience === 'everywhere' ? account.seesAll() : account.mayOperate()
}

function rightsOf(info: Accessor<SessionInfo | undefined>): Rights {
  const seesAll = () => info()?.outlets === null
  return {
    seesAll,
    mayOperate: () => info()?.role === 'operator' || info()?.role === 'admin',
    mayConfigure: () => info()?.role === 'admin' && seesAll(),
    mustChangePassword: () => info()?.user?.must_change_password === true,
  }
}

/** Who we are, as the hub says; `asked` is its first answer. `forget` empties everything read under the earlier account. */
export function createAccount(forget: () => void, asked: Promise<SessionInfo>): Account {
  const [state, setState] = createSignal<AccountState>('loading')
  const [info, setInfo] = createSignal<SessionInfo>()
  const [problem, setProblem] = createSignal<unknown>()
  const [ended, setEnded] = createSignal(false)
  const [codeNeeded, setCodeNeeded] = createSignal(false)
  const enter = (session: SessionInfo) => {
    setInfo(session)
    setEnded(false)
    setCodeNeeded(false)
    setState('in')
  }
  const leave = (byItself: boolean) => {
    if (state() === 'out') return
    setEnded(byItself)
    setState('out')
    setInfo(undefined)
    forget()
  }
  const goOn = (answer: Awaited<ReturnType<typeof api.signIn>>) => {
    if (!('second_factor' in answer)) return enter(answer)
    setCodeNeeded(true)
    leave(false)
  }
  const refused = (error: unknown) => {
    if (error instanceof ApiProblem && error.status === 401) return leave(false)
    setProblem(error)
    setState('unreachable')
  }
  const learn = (answer: Promise<SessionInfo>) => answer.then(enter, refused)
  const account: Account = {
    state,
    info,
    problem,
    ended,
    ...rightsOf(info),
    codeNeeded,
    withoutCode: () => setCodeNeeded(false),
    load: () => learn(api.session()),
    signIn: async (email, password) => goOn(await api.signIn(email, password)),
    secondFactor: async code => enter(await api.secondFactor(code)),
    async signOut() {
      await api.signOut()
      leave(false)
    },
    changePassword: async (current, next) => goOn(await api.changePassword(current, next)),
    renew: enter,
    drop: () => leave(false),
  }
  onCleanup(
    onAccessEnd(why => {
      if (why === 'unauthenticated') leave(state() === 'in')
      else if (state() === 'in' && !account.mustChangePassword()) void account.load()
    }),
  )
  void learn(asked)
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
