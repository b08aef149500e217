import { useState } from 'react';
import { SignInWay } from '../../../src-main/contract/index.ts';
import { Button, Dialog, Icon, SearchField, Select } from '../../ui/index.ts';
import { t } from '../i18n/index.ts';
import { useCell, useEditor } from '../react.ts';
import { signInOf, type SignInView } from './sign-in.ts';
import styles from './ship.module.css';

type By = SignInWay['by'];

/** Signs in to AWS on AWS's own page; no password is typed in here. */
export function SignInDialog() {
  const signIn = signInOf(useEditor());
  const state = useCell(signIn.state);
  const [by, setBy] = useState<By>('identity-center');
  const [fields, setFields] = useState<Readonly<Record<string, string>>>({});
  const named = Object.fromEntries(Object.entries(fields).filter(([, value]) => value.trim() !== ''));
  const way = SignInWay.safeParse({ by, ...pick(named, by) });
  const out = state.at === 'out' || state.at === 'refused';
  const begin = (): void => {
    if (way.success) void signIn.begin(way.data);
  };
  return (
    <Dialog
      title={t('signIn')}
      about={t('signIn.about')}
      closeLabel={t('publish.close')}
      onClose={() => signIn.close()}
      footer={
        out ? (
          <Button look="filled" large disabled={!way.success} onClick={begin}>
            {t('signIn.do')}
          </Button>
        ) : (
          state.at !== 'asking' && (
            <Button large onClick={() => void signIn.end()}>
              {t(state.at === 'waiting' ? 'signIn.cancel' : 'signIn.out')}
            </Button>
          )
        )
      }
    >
      <div className={styles['sheet']}>
        {out && (
          <form
            className={styles['signIn']}
            onSubmit={(event) => {
              event.preventDefault();
              begin();
            }}
          >
            <Select
              label={t('signIn.by')}
              wide
              value={by}
              choices={[
                { value: 'identity-center', label: t('signIn.center') },
                { value: 'cognito', label: t('signIn.cognito') },
              ]}
              onChange={(value) => setBy(value as By)}
            />
            {fieldsOf[by].map((name, index) => (
              <SearchField
                key={name}
                focused={index === 0}
                label={t(`signIn.${name}`)}
                placeholder={t(`signIn.${name}`)}
                value={fields[name] ?? ''}
                onChange={(value) => setFields({ ...fields, [name]: value })}
              />
            ))}
          </form>
        )}
        <Why state={state} />
        {state.at === 'waiting' && (
          <>
            {state.code !== undefined && (
              <>
                <p>{t('signIn.compare')}</p>
                <output className={styles['code']} aria-label={t('signIn.code')}>
                  {state.code}
                </output>
              </>
            )}
            <a href={state.page} target="_blank" rel="noreferrer" className={styles['page']}>
              {t('signIn.page')}
            </a>
            <code className={styles['address']}>{state.page}</code>
            <p role="status" className={styles['quiet']}>
              {t('signIn.waiting')}
            </p>
          </>
        )}
        {state.at === 'in' && (
          <>
            <p role="status">
              {state.role === undefined
                ? t('signIn.in', { where: state.where })
                : t('signIn.inAs', { where: state.where, role: state.role, account: state.account ?? '' })}
            </p>
            {state.roles.length > 0 && (
              <Select
                label={t('signIn.role')}
                wide
                value={undefined}
                placeholder={t('signIn.role')}
                choices={state.roles.map(({ account, name, role }) => ({
                  value: `${account}/${role}`,
                  label: role,
                  hint: name ?? account,
                }))}
                onChange={(value) => {
                  const [account = '', role = ''] = value.split('/');
                  void signIn.choose({ account, role });
                }}
              />
            )}
          </>
        )}
      </div>
    </Dialog>
  );
}

const fieldsOf = {
  'identity-center': ['startUrl', 'region'],
  cognito: ['domain', 'clientId', 'pool', 'identityPool'],
} as const;

/** What was typed for this way; a field that is empty is not there. */
const pick = (named: Readonly<Record<string, string>>, by: By): object =>
  Object.fromEntries(fieldsOf[by].flatMap((name) => (named[name] === undefined ? [] : [[name, named[name].trim()]])));

function Why({ state }: { state: SignInView }) {
  const why = state.at === 'refused' || state.at === 'out' ? state.why : undefined;
  if (!why) return null;
  return (
    <div role="alert" className={styles['failed']}>
      <Icon name="alert" size={18} />
      <div>
        <strong>{why.message}</strong>
        {why.hint && <p>{why.hint}</p>}
      </div>
    </div>
  );
}
