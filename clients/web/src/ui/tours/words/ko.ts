export const tourWords = {
  tours: '안내원과 함께 걷기',
  stops: (n: number) => `들르는 곳 ${n}곳`,
  minutes: (n: number) => `약 ${n}분`,
  starts_at: (place: string) => `출발하는 곳: ${place}`,
  take: '시작하기',
  take_named: (title: string) => `투어 시작하기: ${title}`,
  join: '함께하기',
  join_named: (title: string) => `투어 함께하기: ${title}`,
  taken: '함께하는 중',
  calling: '안내원을 부르고 있어요.',
  bar: '함께 걷기',
  you_follow: (name: string) => `따라가는 중: ${name}`,
  with_guide: '안내원을 따라가고 있어요',
  ahead: (n: number) => `${n}곳에 들러요`,
  at_stop: (n: number, of: number) => `${of}곳 가운데 ${n}번째`,
  told: '안내원의 말',
  over: '투어가 끝났어요',
  no_longer: '따라가기를 멈췄어요.',
  gone: '따라가던 사람이 보이지 않아 멈췄어요.',
};

export type TourWords = typeof tourWords;
