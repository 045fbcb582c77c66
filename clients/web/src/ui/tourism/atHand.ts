/** What all parts of the desk share. */
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Tourism } from '../../net/tourism';
import type { OutingKeeper } from './outing';

export interface AtHand {
  tourism: Tourism;
  keeper: OutingKeeper;
  /** Says it to who cannot see it. */
  say: (words: string) => void;
  /** Shows another part. */
  show: (part: PartId) => void;
}

export type PartId = 'find' | 'today' | 'plan' | 'map';

export const AtHandContext = createContext<AtHand | undefined>(undefined);

export function useAtHand(): AtHand {
  const hand = useContext(AtHandContext);
  if (!hand) throw new Error('outside of the desk');
  return hand;
}
