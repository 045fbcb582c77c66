/** A question to the desk, in one's own words. */
import type { JSX } from 'preact';
import type { Signal } from '@preact/signals';
import { useEffect, useRef, useState } from 'preact/hooks';
import { ServiceError } from '../../net/asking';
import { type Answer, type Help, QUESTION_MAX } from '../../net/help';
import { helpWords } from './words';

interface AskProps {
  help: Help;
  department: string;
  label: string;
  /** What stands in the field; it outlives the dialog. */
  draft: Signal<string>;
  /** Of a desk that one comes to first; asking once more needs no hint. */
  isFirst: boolean;
  onAnswer: (answer: Answer) => void;
}

export function AskView({ help, department, label, draft, isFirst, onAnswer }: AskProps): JSX.Element {
  const w = helpWords.value;
  const question = draft.value;
  const [wrong, setWrong] = useState('');
  const [busy, setBusy] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => { if (wrong) field.current?.focus(); }, [wrong]);
  const ask = async (event: Event): Promise<void> => {
    event.preventDefault();
    setWrong('');
    if (question.trim() === '') return setWrong(w.question_needed);
    setBusy(true);
    try {
      onAnswer(await help.answer(question.trim(), department));
      draft.value = '';
    } catch (error) {
      if (!(error instanceof ServiceError)) throw error;
      setWrong(error.unheard ? w.failed : error.fields['question'] ?? (error.message || w.refused));
    }
    setBusy(false);
  };
  const notes = [isFirst ? 'help-hint' : '', wrong ? 'help-wrong' : ''].filter(Boolean).join(' ');
  return (
    <form class="help-ask" noValidate onSubmit={(event) => void ask(event)}>
      <div class="desk-field">
        <label for="help-question">{label}</label>
        {isFirst && <small id="help-hint">{w.question_hint}</small>}
        {wrong && <small id="help-wrong" class="error" role="alert">{wrong}</small>}
        <textarea
          ref={field} id="help-question" rows={3} maxLength={QUESTION_MAX} required value={question}
          aria-describedby={notes || undefined} aria-invalid={wrong ? true : undefined}
          onInput={(event) => { draft.value = event.currentTarget.value; }}
        />
      </div>
      {isFirst && <p class="quiet">{w.private}</p>}
      <div class="actions"><button type="submit" class={isFirst ? 'main' : 'plain'} disabled={busy}>{busy ? w.asking : w.ask}</button></div>
    </form>
  );
}
