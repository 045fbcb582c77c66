import type { TourWords } from './ko';

export const tourWords: TourWords = {
  tours: 'Walks with a guide',
  stops: (n) => (n === 1 ? '1 stop' : `${n} stops`),
  minutes: (n) => (n === 1 ? 'about 1 minute' : `about ${n} minutes`),
  starts_at: (place) => `Starts at: ${place}`,
  take: 'Take the tour',
  take_named: (title) => `Take the tour: ${title}`,
  join: 'Join',
  join_named: (title) => `Join the tour: ${title}`,
  taken: 'You are on it',
  calling: 'Calling the guide.',
  bar: 'Walking together',
  you_follow: (name) => `You follow ${name}`,
  with_guide: 'You follow the guide',
  ahead: (n) => (n === 1 ? '1 stop ahead' : `${n} stops ahead`),
  at_stop: (n, of) => `Stop ${n} of ${of}`,
  told: 'What the guide says',
  over: 'The tour is over',
  no_longer: 'You stopped following.',
  gone: 'The person you followed is out of sight, so you stopped.',
};
