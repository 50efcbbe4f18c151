import { z } from 'zod';
import { RefusalError, type Service } from './envelope.ts';

export const requiredText = z.string().min(1);
/** Digits as text: Klikoo writes rupiah in requests as strings. */
export const rupiahText = requiredText.regex(/^\d{1,12}$/);
export const countQuery = requiredText.regex(/^[1-9]\d{0,5}$/).transform(Number);

/**
 * Reads a request by its schema. An absent or empty field is refused as such, all else (wrong type, unknown key, wrong shape) as invalid.
 * @throws {RefusalError}
 */
export function parseFields<T>(schema: z.ZodType<T>, value: unknown, service: Service): T {
  const parsed = schema.safeParse(value, { reportInput: true });
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const isEmpty = issue?.input === undefined || issue.input === null || issue.input === '';
  const detail = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : issue?.path.join('.');
  throw new RefusalError(
    isEmpty ? '400xx6512' : '400xx6510',
    service,
    detail === undefined || detail === '' ? {} : { detail },
  );
}

/** Query parameters as an object, for {@link parseFields}. A parameter given twice counts as invalid. */
export function queryFields(query: URLSearchParams): Record<string, unknown> {
  const names = [...new Set(query.keys())];
  return Object.fromEntries(
    names.map((name) => {
      const values = query.getAll(name);
      return [name, values.length === 1 ? values[0] : values];
    }),
  );
}
