/** Where somebody is on the way from a question to an answer. */
import type { JSX } from 'preact';
import { useEffect, useMemo, useState } from 'preact/hooks';
import { useSignal } from '@preact/signals';
import { ASKED_MAX, type Answer, type HelpWish, type LeaveWish, type Standing } from '../../net/help';
import type { Receipt } from '../../net/services';
import type { CityState } from '../../state/city';
import { useUi } from '../context';
import { newKey } from '../desk/draft';
import { wgs84 } from '../desk/geo';
import { ReceiptView } from '../desk/ReceiptView';
import { untilHeard } from '../desk/sending';
import { speakDesk } from '../desk/words';
import { language } from '../../i18n';
import { AnswerView } from './AnswerView';
import { AskView } from './AskView';
import { type AtHand, NOTHING_WRITTEN } from './atHand';
import { LeaveView } from './LeaveView';
import { PersonView } from './PersonView';
import { StandingView, useStanding } from './StandingView';
import { TalkView } from './TalkView';
import { helpWords } from './words';

type OnWait = () => void;

/** `standing` is undefined where it is not known; then there is a talk at hand. */
export function Enquiring({ hand, standing }: { hand: AtHand; standing: Standing | undefined }): JSX.Element {
  const { city, screen } = useUi();
  const [leaving, setLeaving] = useState(false);
  const [receipt, setReceipt] = useState<Receipt>();
  const wishes = useSignal<HelpWish | undefined>(undefined);
  const key = useMemo(newKey, [wishes.value]);
  const talk = hand.talk.value;
  const outbox = hand.outbox.value;
  useEffect(() => {
    void speakDesk(language.peek());
    return hand.watch();
  }, [hand]);
  const leave = async (wish: LeaveWish, onWait: OnWait, ended: AbortSignal): Promise<void> => {
    if (!hand.talk.peek() && wishes.value) await hand.begin(wishes.value, key, onWait, ended);
    const { value: begun } = hand.talk;
    if (!begun) return;
    const given = await untilHeard(() => begun.leave(wish), onWait, ended);
    setReceipt(given);
    hand.writing.value = NOTHING_WRITTEN;
  };
  if (receipt) {
    return <ReceiptView receipt={receipt} onDone={() => { screen.dialog.value = undefined; }} />;
  }
  if (leaving) {
    const answerBy = talk?.shown.value.answer_by || standing?.answer_by || '';
    return <LeaveView answerBy={answerBy} draft={hand.writing} onSend={leave} onBack={() => setLeaving(false)} />;
  }
  if (talk && outbox) return <TalkView key={talk.ticket.number} hand={hand} talk={talk} outbox={outbox} onLeave={() => setLeaving(true)} />;
  if (!standing) return <output>{helpWords.value.loading}</output>;
  return (
    <Questions
      hand={hand} first={standing} city={city}
      onTalk={(wish, own, onWait, ended) => hand.begin(wish, own, onWait, ended)}
      onLeave={(wish) => { wishes.value = wish; setLeaving(true); }}
    />
  );
}

interface QuestionsProps {
  hand: AtHand;
  first: Standing;
  city: CityState;
  onTalk: (wish: HelpWish, key: string, onWait: OnWait, ended: AbortSignal) => Promise<void>;
  onLeave: (wish: HelpWish) => void;
}

/** The desk is asked, as often as one likes, before a person is. */
function Questions({ hand, first, city, onTalk, onLeave }: QuestionsProps): JSX.Element {
  const w = helpWords.value;
  const own = useStanding(hand.help, first.department, first) ?? first;
  const enquiry = hand.enquiryAt(own.department);
  const [name, setName] = useState(() => city.settings.name.peek());
  const answers = enquiry.value;
  const last = answers.at(-1);
  // Whoever's entry answers knows more about it than the desk at which one stands.
  const closest = last?.known ? last.hits[0]?.department ?? '' : '';
  const other = useStanding(hand.help, closest === own.department ? '' : closest);
  const [chosen, setChosen] = useState('');
  const standing = other?.department === chosen ? other : own;
  const ask = (answer: Answer): void => { enquiry.value = [...answers, answer].slice(-(ASKED_MAX + 1)); };
  const asking = <AskView key={answers.length} help={hand.help} department={own.department} label={last ? w.ask_again : w.question} draft={hand.question} isFirst={!last} onAnswer={ask} />;
  if (!last) return <div class="desk"><StandingView standing={standing} />{asking}</div>;
  const wish = (): HelpWish => ({ question: last.question, asked: answers.slice(0, -1).map(({ question }) => question), department: standing.department, name, ...whereOf(city) });
  return (
    <div class="desk">
      <AnswerView answer={last} />
      <PersonView key={last.question} standing={standing} desks={other ? [own, other] : []} onDesk={setChosen} name={name} onName={setName} onTalk={(...rest) => onTalk(wish(), ...rest)} onLeave={() => onLeave(wish())} />
      {asking}
    </div>
  );
}

/** Where one stands, in the world and in the city. */
function whereOf(city: CityState): Partial<HelpWish> {
  const here = city.here.peek();
  const world = city.loaded.peek()?.world;
  if (!here || !world || world.id !== here.world) return {};
  const { x, y } = city.own;
  const [lat, lon] = wgs84(world, x, y);
  return { world: here.world, level: here.level, x, y, lat, lon };
}
