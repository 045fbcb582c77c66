/** What one can do with somebody: say something, go there, wave, and keep one's peace. */
import type { JSX } from 'preact';
import { ActionError, Relation } from '../net/actions';
import { GUIDE_NAME } from '../state/avatar-types';
import { dropNotes, note, whoIs } from '../state/city';
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
  const relate = async (who: number, relation: Relation): Promise<void> => {
    try {
      await actions.relate(who, relation);
    } catch (error) {
      return commands.tell(error);
    }
    const marks = relation === Relation.MUTE || relation === Relation.UNMUTE ? city.muted : city.blocked;
    const added = relation === Relation.MUTE || relation === Relation.BLOCK;
    marks.value = new Set(added ? [...marks.value, name] : [...marks.value].filter((n) => n !== name));
  };
  const visit = async (who: number): Promise<void> => {
    commands.unfollow();
    // Who allows everybody is reached at once; who is asked may take a while.
    const asking = setTimeout(() => note(city, 'visit_asked'), ASKING_AFTER_MS);
    await actions.visit(who).catch((error: unknown) => commands.tell(error));
    clearTimeout(asking);
    dropNotes(city, 'visit_asked');
  };
  const choose = (act: (who: number) => void): void => {
    close();
    const who = whoIs(city, avatar, name);
    if (who === undefined) commands.tell(new ActionError('unknown_person'));
    else act(who);
  };
  const item = (icon: IconName, label: string, act: (who: number) => void, about?: string): JSX.Element => (
    <li>
      <button type="button" class="choice" onClick={() => choose(act)}>
        <Icon name={icon} /><span class="row-text"><strong>{label}</strong>{about && <span class="quiet">{about}</span>}</span>
      </button>
    </li>
  );
  // A guide that the server walks neither listens nor minds.
  const guide = name === GUIDE_NAME;
  const { value: led } = city.following;
  const follow = led?.avatar === avatar && led.name === name && !led.over
    ? <li><button type="button" class="choice" onClick={() => { close(); commands.unfollow(); }}><Icon name="walk" /><span class="row-text"><strong>{w.unfollow}</strong></span></button></li>
    : item('walk', w.follow, (who) => commands.follow(who, name), w.follow_note);
  // Who was recorded is not here.
  if (city.replayed.value) return <Modal title={shownName(name)} onClose={close}><p>{w.replayed_chat}</p></Modal>;
  return (
    <Modal title={shownName(name)} onClose={close}>
      <ul class="choices">
        {!guide && item('whisper', w.whisper, (who) => {
          screen.whisper.value = { avatar: who, name };
          screen.panel.value = 'chat';
        }, w.whisper_note)}
        {!guide && item('visit', w.visit, (who) => void visit(who), w.visit_note)}
        {follow}
        {item('wave', w.wave_at, (who) => commands.waveAt(who))}
        {!guide && item('mute', muted ? w.unmute : w.mute, (who) => void relate(who, muted ? Relation.UNMUTE : Relation.MUTE), muted ? undefined : w.mute_note)}
        {!guide && item('block', blocked ? w.unblock : w.block, (who) => void relate(who, blocked ? Relation.UNBLOCK : Relation.BLOCK), blocked ? undefined : w.block_note)}
        {!guide && item('flag', w.report, (who) => { screen.dialog.value = { kind: 'report', avatar: who, name }; }, w.report_note)}
      </ul>
    </Modal>
  );
}
