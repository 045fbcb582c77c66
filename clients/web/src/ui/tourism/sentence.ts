import { ServiceError } from '../../net/asking';

/** What is wrong with it in the server's words, those of fields first. */
export function sentence(error: unknown, else_: string): string {
  if (!(error instanceof ServiceError)) return else_;
  return Object.values(error.fields).join(' ') || error.message || else_;
}
