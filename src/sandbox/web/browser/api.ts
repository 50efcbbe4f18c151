import type { Action } from '../actions.ts';
import type { PageChat, PageState } from '../protocol.ts';
import { TEXTS } from './texts.ts';

/** What the sandbox would not do, in its own words. */
export class RefusedError extends Error {
  override readonly name = 'RefusedError';
}

/** What an action may tell about itself. */
export type Done = { personId?: number; messageId?: number; tapId?: string };

export function fetchState(): Promise<PageState> {
  return ask('/api/state');
}

/** @param before only older messages. */
export function fetchChat(personId: number, before?: number): Promise<PageChat> {
  return ask(`/api/chats/${personId}${before === undefined ? '' : `?before=${before}`}`);
}

/** @throws {RefusedError} */
export function act(action: Action): Promise<Done> {
  return ask('/api/act', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(action),
  });
}

/** @throws {RefusedError} */
export function sendFile(personId: number, file: File): Promise<Done> {
  return ask(`/api/people/${personId}/file`, {
    method: 'POST',
    headers: { 'content-type': 'application/octet-stream', 'x-file-name': encodeURIComponent(file.name) },
    body: file,
  });
}

async function ask<T>(path: string, init: RequestInit = {}): Promise<T> {
  const response = await fetch(path, init).catch((cause: unknown) => {
    throw new RefusedError(TEXTS.connection.failed, { cause });
  });
  const body = await response.json();
  if (!response.ok) throw new RefusedError(String(body.error ?? response.status));
  return body;
}
