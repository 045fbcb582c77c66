/** What one can do with somebody: say something, go there, wave, and keep one's peace. */
import type { JSX } from 'preact';
import { Relation } from '../net/actions';
import { note } from '../state/city';
import { shownName, words } from '../i18n';
import { useUi } from './context';
import { Modal } from './Dialog';
import { Icon, type IconName } from './icons';

const ASKING_AFTER_MS = 700;

export function PersonDialog({ avatar, name }: { avatar: number; name: string }): JSX.Element {
  const { city, screen, actions, commands } = useUi();
  const w = words.value;
  const muted = city.muted.value.has(name);
  const blocked = city.blocked.value.has(name);
  const close = (): void => { screen.dialog.value = undefined; };
  const relate = async (relation: Relation): Promise<void> => {
    try {
      await actions.relate(avatar, relation);
    } catch (error) {
      return commands.tell(error);
    }
    const marks = relation === Relation.MUTE || relation === Relation.UNMUTE ? city.muted : city.blocked;
    const added = relation === Relation.MUTE || relation === Relation.BLOCK;
    marks.value = new Set(added ? [...marks.value, name] : [...marks.value].filter((n) => n !== name));
  };
  const visit = async (): Promise<void> => {
    // Who allows everybody is reached at once; who is asked may take a while.
    const asking = setTimeout(() => note(city, 'visit_asked'), ASKING_AFTER_MS);
    await actions.visit(avatar).catch((error: unknown) => commands.tell(error));
    clearTimeout(asking);
  };
  const item = (icon: IconName, label: string, act: () => void, note?: string): JSX.Element => (
    <li>
      <button type="button" class="choice" onClick={() => { close(); act(); }}>
        <Icon name={icon} /><span class="row-text"><strong>{label}</strong>{note && <span class="quiet">{note}</span>}</span>
      </button>
    </li>
  );
  return (
    <Modal title={shownName(name)} onClose={close}>
      <ul class="choices">
        {item('whisper', w.whisper, () => {
          screen.whisper.value = { avatar, name };
          screen.panel.value = 'chat';
        }, w.whisper_note)}
        {item('visit', w.visit, () => void visit(), w.visit_note)}
        {item('wave', w.wave_at, () => commands.waveAt(avatar))}
        {item('mute', muted ? w.unmute : w.mute, () => void relate(muted ? Relation.UNMUTE : Relation.MUTE), w.mute_note)}
        {item('block', blocked ? w.unblock : w.block, () => void relate(blocked ? Relation.UNBLOCK : Relation.BLOCK), w.block_note)}
        {item('flag', w.report, () => { screen.dialog.value = { kind: 'report', avatar, name }; }, w.report_note)}
      </ul>
    </Modal>
  );
}
