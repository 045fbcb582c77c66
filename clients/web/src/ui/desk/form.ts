/** A form as its schema tells it: which fields are shown, and the request that they make. */
import type { Field } from '../../net/services';

export type Values = Readonly<Record<string, unknown>>;

export interface Shown {
  /** Dotted name, as errors name it. */
  path: string;
  field: Field;
  required: boolean;
}

/** Fields of a schema's object in their order, those that the values so far make no sense of left
 * out. Groups come with their fields behind them. */
export function shownFields(schema: Field, values: Values, prefix = ''): Shown[] {
  const order = (field: Field): number => field['x-order'] ?? 1000;
  return Object.entries(schema.properties ?? {})
    .filter(([, field]) => applies(field, values))
    .sort(([, a], [, b]) => order(a) - order(b))
    .flatMap(([name, field]) => {
      const shown: Shown = { path: prefix + name, field, required: field['x-required'] ?? schema.required?.includes(name) ?? false };
      if (field['x-widget'] !== 'group') return [shown];
      const inside = shownFields(field, values, `${prefix}${name}.`);
      return inside.length ? [shown, ...inside] : [];
    });
}

/** `x-when` names fields of the whole form. */
function applies(field: Field, values: Values): boolean {
  return Object.entries(field['x-when'] ?? {}).every(([name, wanted]) => wanted.includes(values[name]));
}

/** What is sent: only what is shown, empty texts left out, dotted names taken apart. */
export function request(schema: Field, values: Values): Record<string, unknown> {
  const sent: Record<string, unknown> = {};
  for (const { path, field } of shownFields(schema, values)) {
    const value = values[path];
    if (field['x-widget'] === 'group' || isEmpty(value)) continue;
    const names = path.split('.');
    let into = sent;
    for (const name of names.slice(0, -1)) into = (into[name] ??= {}) as Record<string, unknown>;
    into[names.at(-1)!] = field['x-widget'] === 'number' ? Number(value) : value;
  }
  return sent;
}

/** Required fields that have nothing in them. */
export function missing(schema: Field, values: Values): string[] {
  return shownFields(schema, values).filter(({ path, required }) => required && isEmpty(values[path])).map(({ path }) => path);
}

export function isEmpty(value: unknown): boolean {
  return value === undefined || value === null || value === '' || value === false || (Array.isArray(value) && value.length === 0);
}

/** Which field a server's error belongs to: itself, or what it is a part of (`place.lat`). */
export function errorOf(path: string, errors: Readonly<Record<string, string>>): string | undefined {
  const own = Object.keys(errors).find((name) => name === path || name.startsWith(`${path}.`));
  return own === undefined ? undefined : errors[own];
}
