/** Who may sign in, and what they may do where. */
import type { UserView } from '@palang/protocol'
import { useQuery } from '@tanstack/solid-query'
import Plus from 'lucide-solid/icons/plus'
import { createSignal, type JSX, Show } from 'solid-js'
import { accessApi } from '../../api/access-endpoints.ts'
import { dataOf } from '../../api/data-of.ts'
import { useI18n } from '../../i18n/i18n.tsx'
import { Loaded, SkeletonRows } from '../../ui/condition.tsx'
import { PageHead } from '../../ui/panel.tsx'
import { OnceDialog } from '../../ui/once.tsx'
import { PeopleTable, type PersonAct } from '../access/people-table.tsx'
import { type Asked, PersonConfirm } from '../access/person-confirms.tsx'
import { AddPerson, EditPerson } from '../access/person-form.tsx'
import { Reserved } from '../access/reserved.tsx'
import { useAccount } from '../../site/account.tsx'

function PeopleList(): JSX.Element {
  const i18n = useI18n()
  const account = useAccount()
  const [adding, setAdding] = createSignal(false)
  const [edited, setEdited] = createSignal<UserView>()
  const [asked, setAsked] = createSignal<Asked>()
  const [made, setMade] = createSignal<{ user: UserView; password: string | null }>()
  const people = useQuery(() => ({ queryKey: ['people'], queryFn: accessApi.people }))
  const ownId = () => account.info()?.user?.id
  const act = (person: UserView, wanted: PersonAct) => {
    if (wanted === 'edit') setEdited(person)
    else setAsked({ person, act: wanted })
  }
  return (
    <>
      <PageHead title={i18n.t('people.title')}>
        <Show when={dataOf(people)}>{data => <span class="text-muted">{i18n.format().number(data().items.length)}</span>}</Show>
        <button type="button" class="btn btn-primary ml-auto" onClick={() => setAdding(true)}>
          <Plus size={17} aria-hidden="true" />
          {i18n.t('people.add')}
        </button>
      </PageHead>
      <section class="panel" aria-label={i18n.t('people.title')}>
        <Loaded query={people} skeleton={<SkeletonRows rows={6} height={36} />}>
          {data => <PeopleTable items={data().items} ownId={ownId()} onAct={act} />}
        </Loaded>
      </section>
      <AddPerson open={adding()} onClose={() => setAdding(false)} onMade={setMade} />
      <EditPerson person={edited()} own={edited()?.id === ownId()} onClose={() => setEdited(undefined)} />
      <PersonConfirm asked={asked()} onClose={() => setAsked(undefined)} onPassword={setMade} />
      <OnceDialog
        secret={made()?.password ?? undefined}
        onClose={() => setMade(undefined)}
        title={i18n.t('people.passwordTitle')}
        text={i18n.t('people.passwordText', { name: made()?.user.name ?? '', email: made()?.user.email ?? '' })}
        where={i18n.t('people.passwordWhere')}
      />
    </>
  )
}

export default function People(): JSX.Element {
  const i18n = useI18n()
  return (
    <Reserved for="admin" title={i18n.t('people.title')}>
      <PeopleList />
    </Reserved>
  )
}
