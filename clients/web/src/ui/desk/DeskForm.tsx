/** The form as its schema tells it, with what is wrong at the field and above it. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ServiceError } from '../../net/asking';
import type { ServiceInfo, Services } from '../../net/services';
import type { Draft } from './draft';
import { FieldView } from './FieldView';
import { errorOf, isEmpty, missing, shownFields } from './form';
import { deskWords } from './words';

export interface DeskFormProps {
  info: ServiceInfo;
  services: Services;
  draft: Draft;
  onChange: (draft: Draft) => void;
  /** Where a draft is kept. */
  onForget?: () => void;
  /** What sending is called here. */
  label?: string;
  /** Raises what is wrong with the form. */
  onSend: () => Promise<void>;
}

type Errors = Readonly<Record<string, string>>;

export function DeskForm({ info, services, draft, onChange, onForget, label, onSend }: DeskFormProps): JSX.Element {
  const w = deskWords.value;
  const [errors, setErrors] = useState<Errors>({});
  const [said, setSaid] = useState('');
  const [busy, setBusy] = useState(false);
  const [resumed] = useState(() => Object.values(draft.values).some((value) => !isEmpty(value)));
  const summary = useRef<HTMLDivElement>(null);
  const wrong = Object.keys(errors).length;
  useEffect(() => { if (wrong || said) summary.current?.focus(); }, [errors, said, wrong]);
  const set = (path: string, value: unknown): void => {
    onChange({ ...draft, values: { ...draft.values, [path]: value } });
  };
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    setSaid('');
    const empty = missing(info.schema, draft.values);
    setErrors(Object.fromEntries(empty.map((path) => [path, w.required])));
    if (empty.length) return;
    setBusy(true);
    try {
      await onSend();
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      setErrors(error.fields);
      setSaid(error.unheard ? w.offline : error.message || w.refused);
    } finally {
      setBusy(false);
    }
  };
  const fields = shownFields(info.schema, draft.values);
  const titles = Object.fromEntries(fields.map(({ path, field }) => [path, field.title ?? path]));
  return (
    <form noValidate onSubmit={(event) => void send(event)}>
      {resumed && onForget && (
        <p class="resumed">{w.draft} <button type="button" class="plain small" onClick={onForget}>{w.forget_draft}</button></p>
      )}
      {(wrong > 0 || said) && (
        <div ref={summary} class="wrong" role="alert" tabIndex={-1}>
          <p>{said || w.mend(wrong)}</p>
          {wrong > 0 && (
            <ul>{Object.entries(errors).map(([path, words]) => <li key={path}><a href={`#${idOf(path)}`} onClick={(event) => focus(event, path)}>{titles[path] ?? ''} {words}</a></li>)}</ul>
          )}
        </div>
      )}
      {fields.map(({ path, field, required }) => (
        <FieldView
          key={path} id={idOf(path)} path={path} field={field} required={required} services={services}
          value={draft.values[path]} error={errorOf(path, errors)} onChange={(value) => set(path, value)}
        />
      ))}
      <div class="actions">
        <button type="submit" class="main" disabled={busy}>{busy ? w.sending : label ?? w.check}</button>
      </div>
    </form>
  );
}

function idOf(path: string): string {
  return `desk-${path.replaceAll('.', '-')}`;
}

function focus(event: Event, path: string): void {
  event.preventDefault();
  const group = path.split('.')[0]!;
  const element = document.getElementById(idOf(path)) ?? document.getElementById(idOf(group));
  element?.scrollIntoView({ block: 'center' });
  (element?.matches('input, select, textarea, [tabindex]') ? element : element?.querySelector<HTMLElement>('input, select, textarea, button'))?.focus();
}
