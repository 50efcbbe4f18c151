import type { PageEvent } from '../protocol.ts';
import './dom.ts';

export type Stream = {
  /** Follows from here on, instead of from where it was. */
  follow(cursor: string): void;
};

type StreamOptions = {
  onEvent: (event: PageEvent) => void;
  /** The sandbox is another one, or has forgotten: everything has to be read anew. */
  onReset: () => void;
  onConnected: (isConnected: boolean) => void;
};

/** A browser keeps six connections to a host, so that tabs nobody looks at must not hold one each. */
const HIDDEN_CLOSES_AFTER_MS = 3_000;
const RETRY_AFTER_MS = 1_000;

/** Follows the sandbox while the tab is looked at, and goes on where it left off. */
export function openStream({ onEvent, onReset, onConnected }: StreamOptions): Stream {
  let cursor = '';
  let source: EventSource | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    clearTimeout(timer);
    source?.close();
    const opened = new EventSource(`/api/stream?after=${encodeURIComponent(cursor)}`);
    source = opened;
    opened.onopen = () => onConnected(true);
    opened.onmessage = ({ data, lastEventId }) => {
      cursor = lastEventId;
      onEvent(JSON.parse(data));
    };
    opened.addEventListener('reset', () => {
      opened.close();
      onReset();
    });
    opened.onerror = () => {
      onConnected(false);
      opened.close();
      if (source === opened) timer = setTimeout(open, RETRY_AFTER_MS);
    };
  }

  document.addEventListener('visibilitychange', () => {
    clearTimeout(timer);
    if (document.hidden) {
      timer = setTimeout(() => {
        source?.close();
        source = undefined;
      }, HIDDEN_CLOSES_AFTER_MS);
    } else if (source === undefined || source.readyState === EventSource.CLOSED) open();
  });

  return {
    follow(from) {
      cursor = from;
      open();
    },
  };
}
