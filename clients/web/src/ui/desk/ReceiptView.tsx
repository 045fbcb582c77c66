/** What one holds in hand afterwards. */
import type { JSX } from 'preact';
import { useEffect, useRef, useState } from 'preact/hooks';
import { language } from '../../i18n';
import type { Receipt } from '../../net/services';
import { deskWords } from './words';

interface ReceiptProps {
  receipt: Receipt;
  onAnother?: () => void;
  onDone: () => void;
}

export function ReceiptView({ receipt, onAnother, onDone }: ReceiptProps): JSX.Element {
  const w = deskWords.value;
  const [said, setSaid] = useState('');
  const head = useRef<HTMLHeadingElement>(null);
  useEffect(() => head.current?.focus(), []);
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(`${receipt.number} ${receipt.code}`);
    setSaid(w.copied);
  };
  return (
    <div class="desk receipt">
      <h3 ref={head} tabIndex={-1}>{w.receipt}</h3>
      <p>{receipt.words}</p>
      <dl>
        <div><dt>{w.number}</dt><dd>{receipt.number}</dd></div>
        <div><dt>{w.code}</dt><dd><code>{receipt.code}</code></dd></div>
        {receipt.expected && <div><dt>{w.expected}</dt><dd><time dateTime={receipt.expected}>{dayOf(receipt.expected)}</time></dd></div>}
      </dl>
      {receipt.qr && <img class="qr" src={receipt.qr} alt={w.qr} />}
      <p class="quiet">{w.keep_code}</p>
      <output>{said}</output>
      <div class="actions">
        <button type="button" class="plain" onClick={() => void copy()}>{w.copy}</button>
        <a class="plain" href={receipt.follow_url} target="_blank" rel="noreferrer">{w.follow}</a>
        {onAnother && <button type="button" class="plain" onClick={onAnother}>{w.another}</button>}
        <button type="button" class="main" onClick={onDone}>{w.done}</button>
      </div>
    </div>
  );
}

function dayOf(day: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'full' }).format(new Date(`${day}T00:00:00`));
}
