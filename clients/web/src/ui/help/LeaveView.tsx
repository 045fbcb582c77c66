/** Leaving it in writing: a complaint comes of it, answered by a day that is told. */
import type { JSX } from 'preact';
import type { Signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ServiceError } from '../../net/asking';
import { type LeaveWish, WORDS_MAX } from '../../net/help';
import { dayOf } from './days';
import { helpWords } from './words';

interface LeaveProps {
  answerBy: string;
  /** What stands in the form; it outlives the dialog. */
  draft: Signal<LeaveWish>;
  /** Raises what is refused. */
  onSend: (wish: LeaveWish, onWait: () => void, ended: AbortSignal) => Promise<void>;
  onBack: () => void;
}

type Errors = Readonly<Record<string, string>>;

export function LeaveView({ answerBy, draft, onSend, onBack }: LeaveProps): JSX.Element {
  const w = helpWords.value;
  const wish = draft.value;
  const [errors, setErrors] = useState<Errors>({});
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const head = useRef<HTMLHeadingElement>(null);
  const trouble = useRef<HTMLDivElement>(null);
  const ended = useRef(new AbortController());
  const wrong = Object.keys(errors).length;
  useEffect(() => {
    head.current?.focus();
    const { current } = ended;
    return () => current.abort();
  }, []);
  useEffect(() => { if (wrong) trouble.current?.focus(); }, [errors, wrong]);
  const set = (part: Partial<LeaveWish>): void => { draft.value = { ...wish, ...part }; };
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    setErrors({});
    setSaid(w.sending);
    setBusy(true);
    try {
      await onSend(wish, () => setSaid(w.offline), ended.current.signal);
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      setErrors(error.fields);
      setSaid(Object.keys(error.fields).length > 0 ? '' : error.message || w.refused);
      setBusy(false);
    }
  };
  return (
    <form class="desk help-leave" noValidate onSubmit={(event) => void send(event)}>
      <h3 ref={head} tabIndex={-1}>{w.leave}</h3>
      <p>{w.leave_about}{answerBy && ` ${w.leave_by(dayOf(answerBy))}`}</p>
      {wrong > 0 && <div ref={trouble} class="wrong" role="alert" tabIndex={-1}><p>{w.mend(wrong)}</p></div>}
      <Text id="words" label={w.leave_words} hint={w.leave_hint} error={errors['words']} long value={wish.words} onInput={(words) => set({ words })} />
      <Text id="address" label={w.address} hint={w.address_hint} error={errors['address'] ?? errors['lat']} value={wish.address} onInput={(address) => set({ address })} />
      <Text id="email" label={w.email} hint={w.email_hint} error={errors['email']} value={wish.email} onInput={(email) => set({ email })} />
      {wish.email.trim() !== '' && (
        <>
          <Tick id="keep_contact" label={w.keep_contact} error={errors['keep_contact']} checked={wish.keep_contact} onChange={(keep_contact) => set({ keep_contact })} />
          <Tick id="age_14" label={w.age_14} error={errors['age_14']} checked={wish.age_14} onChange={(age_14) => set({ age_14 })} />
        </>
      )}
      <output>{said}</output>
      <div class="actions">
        <button type="button" class="plain" disabled={busy} onClick={onBack}>{w.back}</button>
        <button type="submit" class="main" disabled={busy}>{w.leave_send}</button>
      </div>
    </form>
  );
}

interface TextProps {
  id: keyof LeaveWish;
  label: string;
  hint: string;
  error: string | undefined;
  value: string;
  long?: boolean;
  onInput: (value: string) => void;
}

function Text({ id, label, hint, error, value, long = false, onInput }: TextProps): JSX.Element {
  const own = `leave-${id}`;
  const common = {
    id: own, value, 'aria-describedby': error ? `${own}-hint ${own}-error` : `${own}-hint`, 'aria-invalid': error ? true as const : undefined,
    onInput: (event: { currentTarget: { value: string } }) => onInput(event.currentTarget.value),
  };
  return (
    <div class="desk-field">
      <label for={own}>{label} <span class="quiet">{helpWords.value.optional}</span></label>
      <small id={`${own}-hint`}>{hint}</small>
      {error && <small id={`${own}-error`} class="error">{error}</small>}
      {long ? <textarea rows={4} maxLength={WORDS_MAX} {...common} />
        : id === 'email' ? <input type="email" autoComplete="email" maxLength={254} {...common} />
        : <input type="text" autoComplete="off" maxLength={300} {...common} />}
    </div>
  );
}

interface TickProps {
  id: keyof LeaveWish;
  label: string;
  error: string | undefined;
  checked: boolean;
  onChange: (checked: boolean) => void;
}

function Tick({ id, label, error, checked, onChange }: TickProps): JSX.Element {
  const own = `leave-${id}`;
  return (
    <div class="desk-field tick">
      <label><input id={own} type="checkbox" checked={checked} aria-describedby={error ? `${own}-error` : undefined} aria-invalid={error ? true : undefined} onChange={(event) => onChange(event.currentTarget.checked)} /><span>{label}</span></label>
      {error && <small id={`${own}-error`} class="error">{error}</small>}
    </div>
  );
}
