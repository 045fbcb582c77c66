/** Who one is here: a guest, or somebody with an account; and the way to its pages. */
import type { JSX } from 'preact';
import { words } from '../i18n';
import { fetchMe, type Me } from '../net/account';
import { useFetched } from './fetched';

const OFFICE_ROLES = ['official', 'operator'];

export function AccountLine(): JSX.Element {
  const me = useFetched(true, fetchMe);
  const w = words.value;
  return (
    <fieldset class="chips account">
      <legend>{w.account}</legend>
      <output>{me ? told(me) : w.loading}</output>
      {me && <p class="actions start">{me.account === null ? <GuestLinks signup={me.signup} /> : <OwnLinks me={me} />}</p>}
    </fieldset>
  );
}

function told({ account, name }: Me): string {
  const w = words.value;
  if (account === null) return w.as_guest;
  return name ? w.logged_in_as(name) : w.logged_in;
}

/** They lead back to where one is. */
function GuestLinks({ signup }: { signup: boolean }): JSX.Element {
  const w = words.value;
  const next = encodeURIComponent(`/${location.hash}`);
  return (
    <>
      <a class="plain" href={`/account/login?next=${next}`}>{w.log_in}</a>
      {signup && <a class="plain" href={`/account/signup?next=${next}`}>{w.sign_up}</a>}
    </>
  );
}

function OwnLinks({ me }: { me: Me }): JSX.Element {
  const w = words.value;
  return (
    <>
      <a class="plain" href="/account">{w.my_account}</a>
      {me.roles.some((role) => OFFICE_ROLES.includes(role)) && <a class="plain" href="/office">{w.back_office}</a>}
    </>
  );
}
