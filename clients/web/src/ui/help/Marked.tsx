/** What is quoted from the knowledge base: paragraphs and lists; anything else is shown as it is
 * typed, so an entry can do nothing to the page around it. */
import type { JSX } from 'preact';

const POINT = /^[-*] +/;
const STEP = /^\d+[.)] +/;

export function Marked({ words }: { words: string }): JSX.Element {
  const blocks = words.split(/\n\s*\n/).map((block) => block.trim()).filter(Boolean);
  return <>{blocks.map((block) => <Block key={block} lines={block.split('\n')} />)}</>;
}

function Block({ lines }: { lines: readonly string[] }): JSX.Element {
  for (const [mark, List] of [[POINT, 'ul'], [STEP, 'ol']] as const) {
    if (mark.test(lines[0]!)) return <List>{items(lines, mark).map((item) => <li key={item}>{item}</li>)}</List>;
  }
  return <p>{lines.join(' ')}</p>;
}

/** A line without a mark goes on with the item above it. */
function items(lines: readonly string[], mark: RegExp): string[] {
  const found: string[] = [];
  for (const line of lines) {
    if (mark.test(line)) found.push(line.replace(mark, ''));
    else found.push(`${found.pop() ?? ''} ${line.trim()}`);
  }
  return found;
}
