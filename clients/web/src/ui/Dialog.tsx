/** A dialog of the browser's own: it holds the focus, Escape closes it, the focus returns. */
import type { ComponentChildren, JSX } from 'preact';
import { useEffect, useId, useRef } from 'preact/hooks';
import { words } from '../i18n';
import { Icon } from './icons';
import { Notes } from './Status';

export interface ModalProps {
  title: string;
  onClose: () => void;
  children: ComponentChildren;
  wide?: boolean;
}

export function Modal({ title, onClose, children, wide = false }: ModalProps): JSX.Element {
  const dialog = useRef<HTMLDialogElement>(null);
  const close = useRef(onClose);
  close.current = onClose;
  const id = useId();
  useEffect(() => {
    const opener = document.activeElement;
    const element = dialog.current!;
    if (!element.open) element.showModal();
    // A press beside the box lands on the dialog itself; Escape and the button do the same.
    const beside = (event: Event): void => { if (event.target === element) close.current(); };
    element.addEventListener('click', beside);
    return () => {
      element.removeEventListener('click', beside);
      element.close();
      // What opened it may be gone by now: then back to the stage, never to nowhere.
      const back = opener instanceof HTMLElement && opener.isConnected && opener !== document.body ? opener : document.getElementById('stage');
      back?.focus();
    };
  }, []);
  return (
    <dialog
      ref={dialog}
      class={wide ? 'modal wide' : 'modal'}
      aria-labelledby={id}
      onCancel={(event) => { event.preventDefault(); onClose(); }}
    >
      <div class="modal-box">
        <header class="modal-head">
          <h2 id={id}>{title}</h2>
          <button type="button" class="round" aria-label={words.value.close} onClick={onClose}><Icon name="close" /></button>
        </header>
        {/* What lies behind a dialog is neither seen nor read out. */}
        <Notes />
        <div class="modal-body">{children}</div>
      </div>
    </dialog>
  );
}
