/** The field in which one writes to the official. */
import type { JSX } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { WORDS_MAX } from '../../net/help';
import { Icon } from '../icons';
import type { Outbox } from './outbox';
import { helpWords } from './words';

export function Say({ outbox }: { outbox: Outbox }): JSX.Element {
  const w = helpWords.value;
  const field = useRef<HTMLTextAreaElement>(null);
  const refused = outbox.refused.value;
  useEffect(() => { if (refused !== undefined) field.current?.focus(); }, [refused]);
  const say = (event: Event): void => {
    event.preventDefault();
    outbox.say();
    field.current?.focus();
  };
  return (
    <form class="help-say" onSubmit={say}>
      <label class="sr" for="help-words">{w.say}</label>
      {refused !== undefined && <p id="help-refused" class="error" role="alert">{refused || w.refused}</p>}
      <div class="say">
        <textarea
          ref={field} id="help-words" rows={2} maxLength={WORDS_MAX} enterkeyhint="send" placeholder={w.say} value={outbox.draft.value}
          aria-describedby={refused === undefined ? 'help-keys' : 'help-keys help-refused'} aria-invalid={refused === undefined ? undefined : true}
          onInput={(event) => outbox.write(event.currentTarget.value)}
          onKeyDown={(event) => {
            // While Hangul is being put together, Enter ends the syllable and sends nothing.
            if (event.key === 'Enter' && !event.shiftKey && !event.isComposing && event.keyCode !== 229) say(event);
          }}
        />
        <button type="submit" class="main"><Icon name="send" /><span>{w.send}</span></button>
      </div>
      <small id="help-keys">{w.keys}</small>
    </form>
  );
}
