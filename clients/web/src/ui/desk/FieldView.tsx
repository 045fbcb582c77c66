/** One field: label, hint, what is wrong, and the control that fits. */
import type { JSX } from 'preact';
import type { Field, Services } from '../../net/services';
import { PhotosField } from './PhotosField';
import { PlaceField } from './PlaceField';
import { deskWords } from './words';

export interface FieldProps {
  id: string;
  path: string;
  field: Field;
  required: boolean;
  value: unknown;
  error: string | undefined;
  services: Services;
  onChange: (value: unknown) => void;
}

/** What a control says of its hint and error. */
interface Described {
  id: string;
  'aria-describedby'?: string;
  'aria-invalid'?: true;
  required: boolean;
}

const CONTROLS = new Set(['choice', 'text', 'lines', 'number', 'date', 'email', 'tel']);

export function FieldView(props: FieldProps): JSX.Element {
  const { id, field, required, error } = props;
  const w = deskWords.value;
  const widget = field['x-widget'] ?? 'text';
  if (widget === 'group') return <h3 class="desk-group">{field.title}</h3>;
  const hint = field.description ? `${id}-hint` : '';
  const wrong = error === undefined ? '' : `${id}-error`;
  const described: Described = { id, required };
  if (hint || wrong) described['aria-describedby'] = [hint, wrong].filter(Boolean).join(' ');
  if (wrong) described['aria-invalid'] = true;
  const notes = (
    <>
      {hint && <small id={hint}>{field.description}</small>}
      {wrong && <small id={wrong} class="error">{error}</small>}
    </>
  );
  const title = <>{field.title}{!required && <span class="quiet"> {w.optional}</span>}</>;
  if (widget === 'tick') {
    return (
      <div class="desk-field tick">
        <label><input type="checkbox" {...described} checked={props.value === true} onChange={(event) => props.onChange(event.currentTarget.checked)} /><span>{field.title}</span></label>
        {notes}
      </div>
    );
  }
  if (CONTROLS.has(widget)) {
    return <div class="desk-field"><label for={id}>{title}</label>{notes}<Control {...props} described={described} widget={widget} /></div>;
  }
  return (
    <fieldset class="desk-field" id={id} tabIndex={-1} aria-describedby={described['aria-describedby']}>
      <legend>{title}</legend>
      {notes}
      <Many {...props} widget={widget} />
    </fieldset>
  );
}

function Control({ field, value, onChange, described, widget }: FieldProps & { described: Described; widget: string }): JSX.Element {
  const text = typeof value === 'string' || typeof value === 'number' ? String(value) : '';
  const input = (event: { currentTarget: { value: string } }): void => onChange(event.currentTarget.value);
  if (widget === 'choice') {
    return (
      <select {...described} value={text} onChange={input}>
        <option value="">{deskWords.value.choose}</option>
        {(field['x-choices'] ?? []).map((choice) => <option key={choice.value} value={choice.value}>{choice.title}</option>)}
      </select>
    );
  }
  if (widget === 'lines') return <textarea {...described} rows={4} maxLength={field.maxLength} value={text} onInput={input} />;
  const plain = { ...described, maxLength: field.maxLength, value: text, onInput: input };
  switch (widget) {
    case 'number': return <input type="number" inputMode="decimal" step="any" min={field.minimum} max={field.maximum} {...plain} />;
    case 'date': return <input type="date" {...plain} />;
    case 'email': return <input type="email" autoComplete="email" {...plain} />;
    case 'tel': return <input type="tel" autoComplete="tel" {...plain} />;
    default: return <input type="text" autoComplete="off" {...plain} />;
  }
}

function Many({ id, field, value, onChange, services, widget }: FieldProps & { widget: string }): JSX.Element {
  if (widget === 'place') return <PlaceField id={id} value={value ?? {}} onChange={onChange} />;
  if (widget === 'photos') {
    return <PhotosField services={services} most={field.maxItems ?? 1} value={(value ?? []) as readonly string[]} onChange={onChange} />;
  }
  const chosen = (value ?? []) as readonly string[];
  return (
    <div class="ticks">
      {(field['x-choices'] ?? []).map((choice) => (
        <label key={choice.value}>
          <input
            type="checkbox" checked={chosen.includes(choice.value)}
            onChange={(event) => onChange(event.currentTarget.checked ? [...chosen, choice.value] : chosen.filter((each) => each !== choice.value))}
          />
          <span>{choice.title}</span>
        </label>
      ))}
    </div>
  );
}
