import { language } from '../../i18n';

/** A day as `YYYY-MM-DD`, in words. */
export function dayOf(day: string): string {
  return new Intl.DateTimeFormat(language.value, { dateStyle: 'long' }).format(new Date(`${day}T00:00:00`));
}

/** The clock of a moment in Seoul, whose offset it carries. */
export function clockOf(time: string): string {
  return time.slice(11, 16);
}
