import type { JSX } from 'preact';
import { LANGUAGE_NAMES, language, shownName, words } from '../i18n';
import { ActionError, Relation } from '../net/actions';
import type { Choices } from '../state/settings';
import { AccountLine } from './AccountLine';
import { useUi } from './context';
import { Modal } from './Dialog';

export function SettingsDialog(): JSX.Element {
  const { screen, commands, city } = useUi();
  const w = words.value;
  const s = city.settings;
  return (
    <Modal title={w.settings} onClose={() => { screen.dialog.value = undefined; }}>
      <div class="settings">
        <AccountLine />
        <Choice legend={w.language} options={LANGUAGE_NAMES} value={language.value} onChange={(v) => commands.choose('language', v)} />
        <Choice legend={w.text_size} options={w.text_sizes.map((name, k) => [String(k), name])} value={String(s.textSize.value)} onChange={(v) => commands.choose('textSize', Number(v) as Choices['textSize'])} />
        <Choice legend={w.motion} options={[['auto', w.motion_auto], ['still', w.motion_still]]} value={s.motion.value} onChange={(v) => commands.choose('motion', v as Choices['motion'])} />
        <Choice legend={w.quality} options={[['auto', w.quality_auto], ['high', w.quality_high], ['medium', w.quality_medium], ['low', w.quality_low]]} value={s.quality.value} onChange={(v) => commands.choose('quality', v as Choices['quality'])} />
        <Choice legend={w.tier} options={w.tiers.map((name, k) => [String(k), name])} value={String(s.tier.value)} onChange={(v) => commands.choose('tier', Number(v) as Choices['tier'])} note={w.tier_note} />
        <Choice legend={w.who_may_visit} options={w.visits.map((name, k) => [String(k), name])} value={String(s.visit.value)} onChange={(v) => commands.choose('visit', Number(v) as Choices['visit'])} />
        <label class="check"><input type="checkbox" checked={s.bubble.value} onChange={(event) => commands.choose('bubble', event.currentTarget.checked)} /><span>{w.bubble}</span></label>
        <Blocked />
        <p><a href="/privacy" target="_blank" rel="noreferrer">{w.privacy}<span class="sr"> {w.opens_new_window}</span></a></p>
      </div>
    </Modal>
  );
}

interface ChoiceProps {
  legend: string;
  options: [string, string][];
  value: string;
  onChange: (value: string) => void;
  note?: string;
}

function Choice({ legend, options, value, onChange, note }: ChoiceProps): JSX.Element {
  return (
    <fieldset class="chips">
      <legend>{legend}</legend>
      {options.map(([key, name]) => (
        <label key={key}><input type="radio" name={legend} checked={value === key} onChange={() => onChange(key)} /><span>{name}</span></label>
      ))}
      {note && <small>{note}</small>}
    </fieldset>
  );
}

/** Those one has blocked, with the way back for those who are in this world. */
function Blocked(): JSX.Element | null {
  const { city, actions, commands } = useUi();
  const w = words.value;
  const { blocked, hidden, avatars } = city;
  if (blocked.value.size === 0) return null;
  const undo = async (name: string): Promise<void> => {
    const avatar = [...hidden.peek()].find((id) => avatars.nameOf(id) === name);
    try {
      if (avatar === undefined) throw new ActionError('unknown_person');
      await actions.relate(avatar, Relation.UNBLOCK);
      blocked.value = new Set([...blocked.value].filter((n) => n !== name));
    } catch (error) {
      commands.tell(error);
    }
  };
  return (
    <section>
      <h3>{w.blocked_people}</h3>
      <ul class="rows">
        {[...blocked.value].map((name) => (
          <li key={name}><span class="row-text"><strong>{shownName(name)}</strong></span><button type="button" class="go" aria-label={`${shownName(name)}: ${w.unblock}`} onClick={() => void undo(name)}>{w.unblock}</button></li>
        ))}
      </ul>
    </section>
  );
}
