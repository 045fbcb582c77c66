/** One's name and looks; both may be left as they are. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { NAME_MAX_CHARS } from '../net/actions';
import { COLOURS, HAIRS, randomLook, SKINS } from '../state/look';
import { shownName, words } from '../i18n';
import { useUi } from './context';
import { Modal } from './Dialog';
import { Figure } from './Figure';
import { Icon } from './icons';

export function LookDialog(): JSX.Element {
  const { city, screen, commands } = useUi();
  const w = words.value;
  const [look, setLook] = useState(() => [...city.settings.look.peek()]);
  const [name, setName] = useState(() => city.settings.name.peek());
  const close = (): void => { screen.dialog.value = undefined; };
  const set = (index: number, value: number): void => setLook(look.with(index, value));
  const save = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (await commands.appear(name.trim(), look)) close();
  };
  return (
    <Modal title={w.my_look} onClose={close} wide>
      <form class="look" onSubmit={(event) => void save(event)}>
        <div class="look-preview">
          <Figure look={look} label={w.preview} />
          <button type="button" class="plain" onClick={() => setLook(randomLook(Math.random))}><Icon name="dice" />{w.surprise_me}</button>
        </div>
        <div class="look-choices">
          <label class="field">
            <span>{w.my_name}</span>
            <input type="text" value={name} maxLength={NAME_MAX_CHARS} placeholder={shownName(city.name.value)} autocomplete="off" onInput={(event) => setName(event.currentTarget.value)} />
            <small>{w.name_note}</small>
          </label>
          <Chips legend={w.outfit} names={w.outfits} value={look[4]!} onChange={(v) => set(4, v)} />
          <Swatches legend={w.colour_upper} colours={COLOURS} names={w.colours} value={look[5]!} onChange={(v) => set(5, v)} />
          <Swatches legend={w.colour_lower} colours={COLOURS} names={w.colours} value={look[6]!} onChange={(v) => set(6, v)} />
          <Chips legend={w.hair} names={w.hairs} value={look[2]!} onChange={(v) => set(2, v)} />
          <Swatches legend={w.hair_colour} colours={HAIRS} names={w.hair_colours} value={look[3]!} onChange={(v) => set(3, v)} />
          <Swatches legend={w.skin} colours={SKINS} names={w.skins} value={look[1]!} onChange={(v) => set(1, v)} />
          <Chips legend={w.body} names={w.bodies} value={look[0]!} onChange={(v) => set(0, v)} />
        </div>
        <div class="actions">
          <button type="button" class="plain" onClick={close}>{w.cancel}</button>
          <button type="submit" class="main">{w.save_look}</button>
        </div>
      </form>
    </Modal>
  );
}

interface ChoiceProps {
  legend: string;
  names: readonly string[];
  value: number;
  onChange: (value: number) => void;
}

function Chips({ legend, names, value, onChange }: ChoiceProps): JSX.Element {
  return (
    <fieldset class="chips">
      <legend>{legend}</legend>
      {names.map((name, index) => (
        <label key={name}><input type="radio" name={legend} checked={value === index} onChange={() => onChange(index)} /><span>{name}</span></label>
      ))}
    </fieldset>
  );
}

function Swatches({ legend, names, value, onChange, colours }: ChoiceProps & { colours: readonly string[] }): JSX.Element {
  return (
    <fieldset class="swatches">
      <legend>{legend}</legend>
      {colours.map((colour, index) => (
        <label key={colour} title={names[index]}>
          <input type="radio" name={legend} checked={value === index} onChange={() => onChange(index)} aria-label={names[index] ?? String(index + 1)} />
          <span style={{ background: colour }} />
        </label>
      ))}
    </fieldset>
  );
}
