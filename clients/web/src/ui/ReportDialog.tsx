/** Telling the moderators: why, and in one's own words. */
import type { JSX } from 'preact';
import { useState } from 'preact/hooks';
import { Reason } from '../net/actions';
import { note } from '../state/city';
import { shownName, words } from '../i18n';
import { useUi } from './context';
import { Modal } from './Dialog';

const REASONS = Object.values(Reason);
const WORDS_MAX = 1000;

export function ReportDialog({ avatar, name }: { avatar: number; name: string }): JSX.Element {
  const { city, screen, actions, commands } = useUi();
  const w = words.value;
  const [reason, setReason] = useState<Reason>(Reason.HARASSMENT);
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const close = (): void => { screen.dialog.value = undefined; };
  const send = async (event: Event): Promise<void> => {
    event.preventDefault();
    setBusy(true);
    try {
      await actions.report(avatar, reason, text);
      note(city, 'report_sent');
      close();
    } catch (error) {
      commands.tell(error);
      setBusy(false);
    }
  };
  return (
    <Modal title={w.report_title(shownName(name))} onClose={close}>
      <form onSubmit={(event) => void send(event)}>
        <fieldset class="radios">
          <legend>{w.report_why}</legend>
          {REASONS.map((r) => (
            <label key={r}><input type="radio" name="reason" value={r} checked={reason === r} onChange={() => setReason(r)} /><span>{w.reasons[r]}</span></label>
          ))}
        </fieldset>
        <label class="field">
          <span>{w.report_words}</span>
          <textarea rows={3} maxLength={WORDS_MAX} value={text} onInput={(event) => setText(event.currentTarget.value)} />
        </label>
        <p class="quiet">{w.report_evidence}</p>
        <div class="actions">
          <button type="button" class="plain" onClick={close}>{w.cancel}</button>
          <button type="submit" class="main" disabled={busy}>{w.send_report}</button>
        </div>
      </form>
    </Modal>
  );
}
