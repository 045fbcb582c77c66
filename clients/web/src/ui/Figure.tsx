/** A person as a small drawing, for the look editor; the same choices as the 3D figures. */
import type { JSX } from 'preact';
import { COLOURS, HAIRS, SKINS, toLook } from '../state/look';

const WIDTH = [0.9, 1, 1.16, 0.92];

export function Figure({ look, label }: { look: readonly number[]; label: string }): JSX.Element {
  const { body, skin, hair, hairColour, outfit, colour1, colour2 } = toLook(look);
  const [face, top, bottom, crown] = [SKINS[skin]!, COLOURS[colour1]!, COLOURS[colour2]!, HAIRS[hairColour]!];
  const child = body === 3;
  const scale = child ? 0.78 : 1;
  return (
    // oxlint-disable-next-line jsx-a11y/prefer-tag-over-role -- a drawing, not a file
    <svg class="figure" viewBox="0 0 120 220" role="img" aria-label={label}>
      <ellipse cx="60" cy="208" rx="34" ry="6" fill="rgba(92,62,30,.18)" />
      <g transform={`translate(60 208) scale(${scale * (WIDTH[body] ?? 1)} ${scale}) translate(-60 -208)`}>
        <Hair kind={hair} colour={crown} back />
        <Lower outfit={outfit} colour={bottom} top={top} skin={face} />
        <Upper outfit={outfit} colour={top} bottom={bottom} skin={face} />
        <rect x="54" y="56" width="12" height="14" rx="5" fill={face} />
        <ellipse cx="60" cy="42" rx="17" ry="20" fill={face} />
        <path d="M53 42v2M67 42v2" stroke="#2a211d" stroke-width="2.600" stroke-linecap="round" />
        <path d="M54.500 51q5.500 4 11 0" stroke="#9a4b3a" stroke-width="1.800" fill="none" stroke-linecap="round" />
        <Hair kind={hair} colour={crown} />
      </g>
    </svg>
  );
}

interface ClothProps { outfit: number; colour: string; skin: string }

function Upper({ outfit, colour, bottom, skin }: ClothProps & { bottom: string }): JSX.Element {
  const hands = <g fill={skin}><circle cx="31" cy="128" r="6" /><circle cx="89" cy="128" r="6" /></g>;
  const hanbok = outfit === 3 || outfit === 4;
  if (hanbok) {
    return (
      <g>
        {hands}
        <path d={`M46 66q14 8 28 0l18 10q6 30 2 48l-14 2-4-26v${outfit === 3 ? 2 : 22}H44v-${outfit === 3 ? 2 : 22}l-4 26-14-2q-4-18 2-48Z`} fill={colour} />
        <path d="M50 66 63 92M70 66 57 88" stroke="#fffaf0" stroke-width="4.500" fill="none" />
        <path d="M60 90q8 8 6 26M60 90q-2 10-6 20" stroke={bottom} stroke-width="4" fill="none" stroke-linecap="round" />
      </g>
    );
  }
  const long = outfit === 5 ? 152 : outfit === 2 ? 118 : 124;
  return (
    <g>
      {hands}
      <path d={`M44 66q16 9 32 0l14 8q5 22 3 50l-9 1-4-36v${long - 90}H40V90l-4 36-9-1q-2-28 3-50Z`} fill={colour} />
      {(outfit === 1 || outfit === 6) && <path d="M52 68 60 100 68 68" fill="#fffaf0" />}
      {outfit === 6 && <path d="m60 74 3 5-3 18-3-18Z" fill={bottom} />}
      {outfit === 5 && <path d="M60 74v76M56 90h8M56 110h8M56 130h8" stroke="rgba(0,0,0,.3)" stroke-width="2" />}
      {outfit === 7 && <path d="M42 72 46 120M78 72 74 120" stroke="#fffaf0" stroke-width="3" />}
      {outfit === 1 && <path d="M60 98v26" stroke="rgba(0,0,0,.25)" stroke-width="2" />}
    </g>
  );
}

function Lower({ outfit, colour, top, skin }: ClothProps & { top: string }): JSX.Element {
  const shoes = <path d="M40 204q0-8 12-8h4v10H40ZM80 204q0-8-12-8h-4v10h16Z" fill={outfit === 3 || outfit === 4 ? '#f4efe4' : '#2d2a2a'} />;
  if (outfit === 3) return <g>{shoes}<path d="M42 96h36q6 20 22 104-40 10-80 0Q36 116 42 96Z" fill={colour} /><path d="M50 100q-6 50-14 98M60 100v100M70 100q6 50 14 98" stroke="rgba(255,255,255,.35)" stroke-width="2" fill="none" /></g>;
  if (outfit === 2) return <g><path d="M48 150h9v50h-9ZM63 150h9v50h-9Z" fill={skin} />{shoes}<path d="M40 112h40l12 56q-32 8-64 0Z" fill={top} /></g>;
  if (outfit === 4) return <g>{shoes}<path d="M41 112h38q8 44 2 84H64l-4-52-4 52H39q-6-40 2-84Z" fill={colour} /></g>;
  return <g>{shoes}<path d="M41 116h38l-3 82H63l-3-58-3 58H44Z" fill={colour} /></g>;
}

/** 0 short, 1 bob, 2 long, 3 bun, 4 cap, 5 none, 6 gat, 7 ponytail. */
function Hair({ kind, colour, back = false }: { kind: number; colour: string; back?: boolean }): JSX.Element | null {
  const crown = 'M42 42q-2-23 18-23t18 23q-4-13-12-13-8 4-16 2-6 3-8 11Z';
  if (back) {
    if (kind === 1) return <path d="M41 40q0-21 19-21t19 21v18H41Z" fill={colour} />;
    if (kind === 2) return <path d="M41 40q0-21 19-21t19 21l3 46H38Z" fill={colour} />;
    if (kind === 7) return <path d="M74 30q16 6 12 40-6-2-8-10 2-14-6-22Z" fill={colour} />;
    return null;
  }
  if (kind === 5) return null;
  if (kind === 4) return <path d="M41 36q0-18 19-18t19 18l10 3q-2 4-10 3-18-4-38 0Z" fill={colour} />;
  if (kind === 6) return <g fill="#1f1c1c"><path d="M48 26q0-18 12-18t12 18Z" /><ellipse cx="60" cy="28" rx="34" ry="5.500" /></g>;
  return <g fill={colour}><path d={crown} />{kind === 3 && <circle cx="60" cy="17" r="8" />}</g>;
}
