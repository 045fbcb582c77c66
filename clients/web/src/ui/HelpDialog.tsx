import type { JSX } from 'preact';
import { words } from '../i18n';
import { useUi } from './context';
import { Modal } from './Dialog';

export function HelpDialog(): JSX.Element {
  const { screen } = useUi();
  const w = words.value;
  return (
    <Modal title={w.help} onClose={() => { screen.dialog.value = undefined; }}>
      <div class="prose">
        <p>{w.help_intro}</p>
        <h3>{w.help_keys}</h3>
        <dl class="keys">
          {w.keys.map(({ keys, does }) => (
            <div key={does}><dt>{keys.split(' ').map((key) => <kbd key={key}>{key}</kbd>)}</dt><dd>{does}</dd></div>
          ))}
        </dl>
        <h3>{w.help_touch}</h3>
        <p>{w.help_touch_text}</p>
        <h3>{w.help_safe}</h3>
        <p>{w.help_safe_text}</p>
        <p><a href="/privacy" target="_blank" rel="noreferrer">{w.privacy}<span class="sr"> {w.opens_new_window}</span></a></p>
      </div>
    </Modal>
  );
}
